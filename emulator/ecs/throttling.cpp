#include "emulator/ecs/throttling.hpp"

#include <array>

namespace spillway::ecs {

std::span<const ThrottleClass> throttle_classes() {
  static constexpr std::array kClasses = {
      ThrottleClass{"CreateCluster", "Cluster modify actions", 20, 1},
      ThrottleClass{"DeleteCluster", "Cluster modify actions", 20, 1},
      ThrottleClass{"DescribeClusters", "Cluster read actions", 50, 20},
      ThrottleClass{"ListClusters", "Cluster read actions", 50, 20},
      ThrottleClass{"RegisterTaskDefinition", "Task definition modify actions", 20, 1},
      ThrottleClass{"DeregisterTaskDefinition", "Task definition modify actions", 20, 1},
      ThrottleClass{"DescribeTaskDefinition", "Task definition read actions", 50, 20},
      ThrottleClass{"ListTaskDefinitions", "Task definition read actions", 50, 20},
      ThrottleClass{"CreateService", "Service modify actions", 50, 5},
      ThrottleClass{"UpdateService", "Service modify actions", 50, 5},
      ThrottleClass{"DeleteService", "Service modify actions", 50, 5},
      ThrottleClass{"DescribeServices", "Service read actions", 100, 20},
      ThrottleClass{"ListServices", "Service read actions", 100, 20},
      ThrottleClass{"RunTask", "Cluster resource modify actions", 100, 40},
      ThrottleClass{"StopTask", "Cluster resource modify actions", 100, 40},
      ThrottleClass{"DescribeTasks", "Cluster resource read actions", 100, 20},
      ThrottleClass{"ListTasks", "Cluster resource read actions", 100, 20},
  };
  return kClasses;
}

}  // namespace spillway::ecs
