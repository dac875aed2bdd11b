// The failover on top of CDK's pattern ApplicationLoadBalancedFargateService: the pattern makes the network, the
// load balancer and the service; a target group for a function is added, and the listener's default action
// becomes a weighted one. Where the task's image comes from is the caller's choice.
const { CfnParameter, Duration, Stack } = require('aws-cdk-lib');
const cloudwatch = require('aws-cdk-lib/aws-cloudwatch');
const ecs = require('aws-cdk-lib/aws-ecs');
const ecsPatterns = require('aws-cdk-lib/aws-ecs-patterns');
const elbv2 = require('aws-cdk-lib/aws-elasticloadbalancingv2');
const elbv2Targets = require('aws-cdk-lib/aws-elasticloadbalancingv2-targets');
const events = require('aws-cdk-lib/aws-events');
const eventTargets = require('aws-cdk-lib/aws-events-targets');
const iam = require('aws-cdk-lib/aws-iam');
const lambda = require('aws-cdk-lib/aws-lambda');
const path = require('node:path');

class Pattern extends Stack {
  constructor(scope, id, { image }) {
    super(scope, id);
    const concurrency = new CfnParameter(this, 'ReservedConcurrency', { type: 'Number', default: 10 });
    const threshold = new CfnParameter(this, 'AlarmThreshold', { type: 'Number', default: 8 });

    const web = new ecsPatterns.ApplicationLoadBalancedFargateService(this, 'Web', {
      taskImageOptions: {
        image,
        containerPort: 8080,
        environment: { LOG_LEVEL: 'info' },
      },
      cpu: 256,
      memoryLimitMiB: 512,
      listenerPort: 80,
      assignPublicIp: true,
      enableECSManagedTags: true,
      enableExecuteCommand: true,
    });
    // The pattern wants at least one task; the controller wants none at rest.
    web.service.node.defaultChild.desiredCount = 0;
    web.targetGroup.configureHealthCheck({ path: '/health', healthyThresholdCount: 2, interval: Duration.seconds(10) });

    const app = new lambda.DockerImageFunction(this, 'App', {
      code: lambda.DockerImageCode.fromImageAsset(path.join(__dirname, 'image')),
      memorySize: 512,
      timeout: Duration.seconds(30),
      reservedConcurrentExecutions: concurrency.valueAsNumber,
    });
    const functions = new elbv2.ApplicationTargetGroup(this, 'Functions', {
      targetType: elbv2.TargetType.LAMBDA,
      targets: [new elbv2Targets.LambdaTarget(app)],
    });
    web.listener.addAction('Weighted', {
      action: elbv2.ListenerAction.weightedForward([
        { targetGroup: functions, weight: 1 },
        { targetGroup: web.targetGroup, weight: 0 },
      ]),
    });

    const alarm = new cloudwatch.Alarm(this, 'AlmostFull', {
      metric: app.metric('ConcurrentExecutions', { statistic: 'Maximum', period: Duration.minutes(1) }),
      threshold: threshold.valueAsNumber,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });

    const controller = new lambda.Function(this, 'Controller', {
      runtime: lambda.Runtime.PROVIDED_AL2023,
      handler: 'bootstrap',
      code: lambda.Code.fromAsset(path.join(__dirname, 'controller')),
      timeout: Duration.minutes(5),
      reservedConcurrentExecutions: 1,
      environment: {
        STRATEGY: 'poll',
        CLUSTER: web.cluster.clusterName,
        SERVICE: web.service.serviceName,
        DESIRED_COUNT: '1',
        LISTENER_ARN: web.listener.listenerArn,
        LAMBDA_TARGET_GROUP_ARN: functions.targetGroupArn,
        ECS_TARGET_GROUP_ARN: web.targetGroup.targetGroupArn,
        POLL_INTERVAL: '1s',
      },
      initialPolicy: [
        new iam.PolicyStatement({
          actions: ['ecs:UpdateService', 'ecs:DescribeServices'],
          resources: [web.service.serviceArn],
        }),
        new iam.PolicyStatement({
          actions: ['elasticloadbalancing:ModifyListener'],
          resources: [web.listener.listenerArn],
        }),
        new iam.PolicyStatement({
          actions: [
            'ecs:ListTasks',
            'ecs:DescribeTasks',
            'elasticloadbalancing:DescribeListeners',
            'elasticloadbalancing:DescribeTargetHealth',
          ],
          resources: ['*'],
        }),
      ],
    });
    const rule = new events.Rule(this, 'OnAlarm', {
      eventPattern: {
        source: ['aws.cloudwatch'],
        detailType: ['CloudWatch Alarm State Change'],
        resources: [alarm.alarmArn],
        detail: { state: { value: ['OK', 'ALARM'] } },
      },
    });
    rule.addTarget(new eventTargets.LambdaFunction(controller));
  }
}

module.exports = { Pattern };
