#include "emulator/iam/aws_policies.hpp"

#include <array>

namespace spillway::iam {
namespace {

// As the AWS managed policy reference lists them (UNSOURCED in aws-facts).
constexpr std::array kPolicies = {
    AwsPolicy{"/service-role/", "AWSLambdaBasicExecutionRole",
              R"(["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"])"},
    AwsPolicy{"/service-role/", "AWSLambdaVPCAccessExecutionRole",
              R"(["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents",
                  "ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces",
                  "ec2:DescribeSubnets", "ec2:DeleteNetworkInterface",
                  "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses"])"},
    AwsPolicy{"/service-role/", "AWSLambdaRole", R"(["lambda:InvokeFunction"])"},
    AwsPolicy{"/service-role/", "AmazonECSTaskExecutionRolePolicy",
              R"(["ecr:GetAuthorizationToken", "ecr:BatchCheckLayerAvailability",
                  "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage", "logs:CreateLogStream",
                  "logs:PutLogEvents"])"},
    AwsPolicy{"/", "AdministratorAccess", R"(["*"])"},
};

}  // namespace

std::span<const AwsPolicy> aws_policies() { return kPolicies; }

}  // namespace spillway::iam
