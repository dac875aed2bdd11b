// The failover as a CDK user writes it from the services' own constructs: one construct a part, and a stack
// that connects them. Images come from repositories of the stack and from an image asset.
const { CfnOutput, Duration, RemovalPolicy, Stack } = require('aws-cdk-lib');
const cloudwatch = require('aws-cdk-lib/aws-cloudwatch');
const ec2 = require('aws-cdk-lib/aws-ec2');
const ecr = require('aws-cdk-lib/aws-ecr');
const ecs = require('aws-cdk-lib/aws-ecs');
const elbv2 = require('aws-cdk-lib/aws-elasticloadbalancingv2');
const elbv2Targets = require('aws-cdk-lib/aws-elasticloadbalancingv2-targets');
const events = require('aws-cdk-lib/aws-events');
const eventTargets = require('aws-cdk-lib/aws-events-targets');
const iam = require('aws-cdk-lib/aws-iam');
const lambda = require('aws-cdk-lib/aws-lambda');
const logs = require('aws-cdk-lib/aws-logs');
const path = require('node:path');
const { Construct } = require('constructs');

/** The app on Lambda, with the alarm that says when its concurrency runs out. */
class WebFunction extends Construct {
  constructor(scope, id, { repository, concurrency, threshold }) {
    super(scope, id);
    this.function = new lambda.DockerImageFunction(this, 'Function', {
      code: lambda.DockerImageCode.fromEcr(repository, { tagOrDigest: 'latest' }),
      memorySize: 512,
      timeout: Duration.seconds(30),
      reservedConcurrentExecutions: concurrency,
      logRetention: logs.RetentionDays.ONE_WEEK,
    });
    // Without data there is no traffic here: then all is well, or it is on Fargate.
    this.alarm = this.function
      .metric('ConcurrentExecutions', { statistic: 'Maximum', period: Duration.minutes(1) })
      .createAlarm(this, 'AlmostFull', {
        threshold,
        evaluationPeriods: 1,
        comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      });
    this.targetGroup = new elbv2.ApplicationTargetGroup(this, 'Targets', {
      targets: [new elbv2Targets.LambdaTarget(this.function)],
    });
  }
}

/** The same app on Fargate, with no task at rest. */
class WebService extends Construct {
  constructor(scope, id, { vpc, repository }) {
    super(scope, id);
    this.cluster = new ecs.Cluster(this, 'Cluster', { vpc });
    this.taskDefinition = new ecs.FargateTaskDefinition(this, 'Task', {
      cpu: 256,
      memoryLimitMiB: 512,
      runtimePlatform: {
        cpuArchitecture: ecs.CpuArchitecture.X86_64,
        operatingSystemFamily: ecs.OperatingSystemFamily.LINUX,
      },
    });
    this.taskDefinition.addContainer('app', {
      image: ecs.ContainerImage.fromEcrRepository(repository, 'latest'),
      portMappings: [{ containerPort: 8080, name: 'http', appProtocol: ecs.AppProtocol.http }],
      logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'ecs', logRetention: logs.RetentionDays.ONE_WEEK }),
    });
    this.service = new ecs.FargateService(this, 'Service', {
      cluster: this.cluster,
      taskDefinition: this.taskDefinition,
      desiredCount: 0,
      minHealthyPercent: 100,
      circuitBreaker: { rollback: true },
    });
    this.targetGroup = new elbv2.ApplicationTargetGroup(this, 'Targets', {
      vpc,
      port: 8080,
      protocol: elbv2.ApplicationProtocol.HTTP,
      targets: [this.service],
      healthCheck: { path: '/health', interval: Duration.seconds(10), healthyThresholdCount: 2 },
      deregistrationDelay: Duration.seconds(30),
    });
  }
}

/** The function that moves the traffic when the alarm changes its state. */
class Controller extends Construct {
  constructor(scope, id, { web, overflow, listener }) {
    super(scope, id);
    this.function = new lambda.DockerImageFunction(this, 'Function', {
      code: lambda.DockerImageCode.fromImageAsset(path.join(__dirname, 'image')),
      timeout: Duration.minutes(5),
      reservedConcurrentExecutions: 1,
      environment: {
        STRATEGY: 'poll',
        CLUSTER: overflow.cluster.clusterName,
        SERVICE: overflow.service.serviceName,
        DESIRED_COUNT: '1',
        LISTENER_ARN: listener.listenerArn,
        LAMBDA_TARGET_GROUP_ARN: web.targetGroup.targetGroupArn,
        ECS_TARGET_GROUP_ARN: overflow.targetGroup.targetGroupArn,
        POLL_INTERVAL: '1s',
      },
    });
    this.function.addToRolePolicy(new iam.PolicyStatement({
      actions: ['ecs:UpdateService', 'ecs:DescribeServices'],
      resources: [overflow.service.serviceArn],
    }));
    this.function.addToRolePolicy(new iam.PolicyStatement({
      actions: ['ecs:DescribeTasks'],
      resources: [Stack.of(this).formatArn({
        service: 'ecs', resource: 'task', resourceName: `${overflow.cluster.clusterName}/*`,
      })],
    }));
    this.function.addToRolePolicy(new iam.PolicyStatement({
      actions: ['elasticloadbalancing:ModifyListener'],
      resources: [listener.listenerArn],
    }));
    this.function.addToRolePolicy(new iam.PolicyStatement({
      actions: [
        'ecs:ListTasks',
        'elasticloadbalancing:DescribeListeners',
        'elasticloadbalancing:DescribeTargetHealth',
      ],
      resources: ['*'],
    }));
    new events.Rule(this, 'OnAlarm', {
      eventPattern: {
        source: ['aws.cloudwatch'],
        detailType: ['CloudWatch Alarm State Change'],
        resources: [web.alarm.alarmArn],
        detail: { state: { value: ['OK', 'ALARM'] } },
      },
      targets: [new eventTargets.LambdaFunction(this.function, { retryAttempts: 3 })],
    });
  }
}

class OwnConstructs extends Stack {
  constructor(scope, id) {
    super(scope, id, { description: 'A web API on Lambda that spills over to Fargate' });
    const vpc = new ec2.Vpc(this, 'Vpc', { maxAzs: 2 });
    vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    vpc.addInterfaceEndpoint('EcrDocker', { service: ec2.InterfaceVpcEndpointAwsService.ECR_DOCKER });
    const repository = new ecr.Repository(this, 'Repository', { removalPolicy: RemovalPolicy.DESTROY, emptyOnDelete: true });
    const web = new WebFunction(this, 'Web', { repository, concurrency: 10, threshold: 8 });
    const overflow = new WebService(this, 'Overflow', { vpc, repository });

    const balancer = new elbv2.ApplicationLoadBalancer(this, 'Balancer', { vpc, internetFacing: true });
    const listener = balancer.addListener('Http', {
      port: 80,
      defaultAction: elbv2.ListenerAction.weightedForward([
        { targetGroup: web.targetGroup, weight: 1 },
        { targetGroup: overflow.targetGroup, weight: 0 },
      ]),
    });
    new Controller(this, 'Controller', { web, overflow, listener });
    new CfnOutput(this, 'Url', { value: `http://${balancer.loadBalancerDnsName}/` });
  }
}

module.exports = { OwnConstructs };
