"""Templates with one mistake each.

Each row: what is replaced in the sound text, by what, then what the command must say: the line (of another file:
its name and the line), the path, and the remedy (or the part of the message that is one)."""

SOUND = """\
Parameters:
  Limit: {Type: Number, Default: 10, MinValue: 1}
Conditions:
  Big: !Equals [!Ref Limit, '20']
Mappings:
  Sizes: {small: {memory: '128'}}
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
  Repository:
    Type: AWS::ECR::Repository
  Function:
    Type: AWS::Lambda::Function
    DependsOn: Repository
    Properties:
      PackageType: Image
      Code: {ImageUri: !Sub '${Repository.RepositoryUri}:latest'}
      Role: !GetAtt Role.Arn
      MemorySize: !FindInMap [Sizes, small, memory]
      Timeout: 30
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/Lambda
      MetricName: ConcurrentExecutions
      Dimensions: [{Name: FunctionName, Value: !Ref Function}]
      Statistic: Maximum
      Period: 60
      EvaluationPeriods: 1
      Threshold: 8
      ComparisonOperator: GreaterThanThreshold
Outputs:
  Name: {Value: !Ref Function}
"""

ROWS = [
    ("Resources:", "Resouces:", "7", "Resouces", "did you mean Resources?"),
    ("Type: AWS::ECR::Repository", "Typ: AWS::ECR::Repository",
     "14", "Resources.Repository.Typ", "did you mean Type?"),
    ("Type: AWS::ECR::Repository", "Type: AWS::ECR::Repositry",
     "14", "Resources.Repository.Type", "did you mean AWS::ECR::Repository?"),
    ('    Type: AWS::ECR::Repository\n', "",
     "13", "Resources.Repository", "leave the key out, or use !Ref AWS::NoValue"),
    ("Type: AWS::ECR::Repository", "Type: [AWS::ECR::Repository]",
     "14", "Resources.Repository.Type", "must be a string, like AWS::Lambda::Function"),
    ("Type: AWS::ECR::Repository", 'Type: AWS::ECR::Repository\n    DeletionPolicy: Maybe',
     "15", "Resources.Repository.DeletionPolicy", "must be one of Delete, Retain, Snapshot, RetainExceptOnCreate"),
    ("Type: AWS::ECR::Repository", 'Type: AWS::ECR::Repository\n    UpdateReplacePolicy: [Delete]',
     "15", "Resources.Repository.UpdateReplacePolicy", "must be one of Delete, Retain, Snapshot"),
    ("Type: AWS::ECR::Repository", 'Type: AWS::ECR::Repository\n    Metadata: 7',
     "15", "Resources.Repository.Metadata", "must be a mapping"),
    ("Type: AWS::ECR::Repository", "Type: AWS::ECR::Repository\n    Properties: {RepositoryName: 'A B'}",
     "15", "Resources.Repository.Properties.RepositoryName", "must satisfy regular expression '(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*'"),
    ("Value: !Ref Function}\n", "Value: x, Export: 7}\n", "36", "Outputs.Name.Export", "write Export: {Name: ...}"),
    ("Timeout: 30", "Timeout:", "23", "Resources.Function.Properties.Timeout", "leave the key out, or use !Ref AWS::NoValue"),
    ("Timeout: 30", "Timeot: 30", "23", "Resources.Function.Properties.Timeot", "did you mean Timeout?"),
    ("Timeout: 30", "Timeout: 901",
     "23", "Resources.Function.Properties.Timeout", "lambda:CreateFunction refused it: InvalidParameterValueException: Timeout must be an integer from 1 to 900, not 901"),
    ("Timeout: 30", "Timeout: thirty",
     "23", "Resources.Function.Properties.Timeout", "must be an integer, not 'thirty'"),
    ("Timeout: 30", "Timeout: [30]", "23", "Resources.Function.Properties.Timeout", "must be an integer, not a list"),
    ("Timeout: 30", "Timeout: 99999999999999999999",
     "23", "Resources.Function.Properties.Timeout", "must be an integer, not '99999999999999999999'"),
    ("Timeout: 30", "Timeout: 1e400",
     "23", "Resources.Function.Properties.Timeout", "must be an integer, not '1e400'"),
    ("Timeout: 30", "Timeout: 3.5", "23", "Resources.Function.Properties.Timeout", "must be an integer, not '3.5'"),
    ("Timeout: 30", 'Timeout: 30\n      Timeout: 31',
     "24", "Resources.Function.Properties", "it is given first in line 23"),
    ("DependsOn: Repository", "DependsOn: Repositry",
     "17", "Resources.Function.DependsOn", "did you mean Repository?"),
    ("DependsOn: Repository", "DependsOn: [Alarm]",
     "15", "Resources.Function", "each must exist before the one to its left"),
    ("DependsOn: Repository", "DependsOn: Function",
     "15", "Resources.Function", "each must exist before the one to its left"),
    ("DependsOn: Repository", "DependsOn: {a: b}",
     "17", "Resources.Function.DependsOn", "must be a logical id or a list of them"),
    ("!GetAtt Role.Arn", "!GetAtt Rol.Arn", "21", "Resources.Function.Properties.Role", "did you mean Role?"),
    ("!GetAtt Role.Arn", "!GetAtt Role.Arm", "21", "Resources.Function.Properties.Role", "did you mean Arn?"),
    ("!GetAtt Role.Arn", "!GetAtt Role",
     "21", "Resources.Function.Properties.Role", "write !GetAtt LogicalId.Attribute"),
    ("!GetAtt Role.Arn", "!Ref Nope",
     "21", "Resources.Function.Properties.Role", "there is no parameter, resource or pseudo parameter 'Nope' in the template"),
    ("!GetAtt Role.Arn", "!GetAt Role.Arn", "21", "Resources.Function.Properties.Role", "did you mean !GetAtt?"),
    ("!GetAtt Role.Arn", "{Fn::GetAtt: [Role]}",
     "21", "Resources.Function.Properties.Role", "Fn::GetAtt needs a logical id and an attribute"),
    ("!GetAtt Role.Arn", "{Fn::Foo: Role}", "21", "Resources.Function.Properties.Role", "did you mean Fn::Or?"),
    ("!GetAtt Role.Arn", "{Ref: Role, Also: 1}",
     "21", "Resources.Function.Properties.Role", "a function must be the only key of its mapping"),
    ('      Role: !GetAtt Role.Arn\n', "", "19", "Resources.Function.Properties", "the property Role is required"),
    ("'${Repository.RepositoryUri}:latest'", "'${Repositry.RepositoryUri}:latest'",
     "20", "Resources.Function.Properties.Code.ImageUri", "did you mean Repository?"),
    ("'${Repository.RepositoryUri}:latest'", "'${Repository'",
     "20", "Resources.Function.Properties.Code.ImageUri", "'${' without '}'"),
    ("'${Repository.RepositoryUri}:latest'", "['${a}']",
     "20", "Resources.Function.Properties.Code.ImageUri", "!Sub needs a list of 2 items"),
    ("[Sizes, small, memory]", "[Sizs, small, memory]",
     "22", "Resources.Function.Properties.MemorySize", "did you mean Sizes?"),
    ("[Sizes, small, memory]", "[Sizes, smal, memory]",
     "22", "Resources.Function.Properties.MemorySize", "did you mean small?"),
    ("[Sizes, small, memory]", "[Sizes, small, memry]",
     "22", "Resources.Function.Properties.MemorySize", "did you mean memory?"),
    ("[Sizes, small, memory]", "[Sizes, small]",
     "22", "Resources.Function.Properties.MemorySize", "!FindInMap needs a list of 3 items"),
    ("!Equals [!Ref Limit, '20']", "!Equals [!Ref Limt, '20']", "4", "Conditions.Big", "did you mean Limit?"),
    ("!Equals [!Ref Limit, '20']", "!Equals [!Ref Limit]", "4", "Conditions.Big", "!Equals needs a list of 2 items"),
    ("!Equals [!Ref Limit, '20']", "!Condition Big",
     "4", "Conditions.Big", "the conditions need each other: Big -> Big"),
    ("!Equals [!Ref Limit, '20']", "!Not [!Condition Bg]", "4", "Conditions.Big", "did you mean Big?"),
    ("!Equals [!Ref Limit, '20']", "yes",
     "4", "Conditions.Big", "a condition must be one of Fn::Equals, Fn::And, Fn::Or, Fn::Not, Condition"),
    ("!Equals [!Ref Limit, '20']", "!Equals [!Ref Role, '20']",
     "4", "Conditions.Big", "a condition may not depend on the resource Role"),
    ("Type: Number", "Type: Numbr", "2", "Parameters.Limit.Type", "did you mean Number?"),
    ("Default: 10", "Default: 0", "2", "Parameters.Limit", "'0' is less than MinValue 1"),
    ("Default: 10", "Default: ten", "2", "Parameters.Limit", "'ten' is not a number"),
    ("Default: 10, ", "", "2", "Parameters.Limit", "give one under parameters:"),
    ("MinValue: 1", "MinVal: 1", "2", "Parameters.Limit.MinVal", "did you mean MinValue?"),
    ("MinValue: 1", "MinValue: one", "2", "Parameters.Limit.MinValue", "must be a number"),
    ("    Type: AWS::ECR::Repository", '    Type: AWS::ECR::Repository\n    Condition: Bg',
     "15", "Resources.Repository.Condition", "did you mean Big?"),
    ("    Type: AWS::ECR::Repository", '    Type: AWS::ECR::Repository\n    Proprties: {}',
     "15", "Resources.Repository.Proprties", "did you mean Properties?"),
    ("    Type: AWS::ECR::Repository", '    Type: AWS::ECR::Repository\n    Properties: [a]',
     "15", "Resources.Repository.Properties", "must be a mapping"),
    ('  Repository:\n', '  Repo-sitory:\n', "17", "Resources.Function.DependsOn", "did you mean Repo-sitory?"),
    ("Statistic: Maximum", "Statistic: Max",
     "30", "Resources.Alarm.Properties.Statistic", "cloudwatch:PutMetricAlarm refused it: ValidationError: The value Max for parameter Statistic is invalid."),
    ("MetricName: ConcurrentExecutions", "MetricName: ConcurentExecutions",
     "28", "Resources.Alarm.Properties.MetricName", "did you mean ConcurrentExecutions?"),
    ("Namespace: AWS/Lambda", "Namespace: AWS/Lamda",
     "27", "Resources.Alarm.Properties.Namespace", "did you mean AWS/Lambda?"),
    ("Period: 60", "Period: 45",
     "31", "Resources.Alarm.Properties.Period", "cloudwatch:PutMetricAlarm refused it: ValidationError: Period must be 10, 20, 30 or a multiple of 60"),
    ("Period: 60", "Period: 0",
     "31", "Resources.Alarm.Properties.Period", "cloudwatch:PutMetricAlarm refused it: ValidationError: Period must be an integer from 1 to 604800, not 0"),
    ("EvaluationPeriods: 1", "EvaluationPeriods: 0",
     "32", "Resources.Alarm.Properties.EvaluationPeriods", "cloudwatch:PutMetricAlarm refused it: ValidationError: EvaluationPeriods must be an integer from 1 to 604800, not 0"),
    ("EvaluationPeriods: 1", "EvaluationPeriods: 2000",
     "32", "Resources.Alarm.Properties.EvaluationPeriods", "cloudwatch:PutMetricAlarm refused it: ValidationError: Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400)."),
    ("EvaluationPeriods: 1", 'EvaluationPeriods: 1\n      DatapointsToAlarm: 2',
     "33", "Resources.Alarm.Properties.DatapointsToAlarm", "cloudwatch:PutMetricAlarm refused it: ValidationError: DatapointsToAlarm must be less than or equal to EvaluationPeriods."),
    ("Threshold: 8", "Threshold: .nan", "33", "Resources.Alarm.Properties.Threshold", "must be a number, not '.nan'"),
    ("Threshold: 8", "Threshold: lots", "33", "Resources.Alarm.Properties.Threshold", "must be a number, not 'lots'"),
    ("GreaterThanThreshold", "GreaterThan",
     "34", "Resources.Alarm.Properties.ComparisonOperator", "cloudwatch:PutMetricAlarm refused it: ValidationError: The value GreaterThan for parameter ComparisonOperator is invalid."),
    ('      Threshold: 8\n', "",
     "24", "Resources.Alarm", "cloudwatch:PutMetricAlarm refused it: ValidationError: The parameter Threshold is required."),
    ("Dimensions: [{Name: FunctionName, Value: !Ref Function}]", "Dimensions: [{Name: FunctionName}]",
     "29", "Resources.Alarm.Properties.Dimensions[0]", "the property Value is required"),
    ("Dimensions: [{Name: FunctionName, Value: !Ref Function}]", "Dimensions: {FunctionName: f}",
     "29", "Resources.Alarm.Properties.Dimensions", "must be a list, not a mapping"),
    ("PackageType: Image", "PackageType: Imge",
     "19", "Resources.Function.Properties.PackageType", "lambda:CreateFunction refused it: InvalidParameterValueException: PackageType must be one of [Zip, Image], not 'Imge'"),
    ("PackageType: Image", "PackageType: Zip",
     "15", "Resources.Function", "lambda:CreateFunction refused it: InvalidParameterValueException: Please provide a source for function code."),
    ("Effect: Allow", "Effect: Alow",
     "8", "Resources.Role", "iam:CreateRole refused it: MalformedPolicyDocument: Syntax errors in policy."),
    ("  Name: {Value: !Ref Function}", "  Name: {Valu: !Ref Function}",
     "36", "Outputs.Name.Valu", "did you mean Value?"),
    ("  Name: {Value: !Ref Function}", "  Name: {Value: !Ref Functon}",
     "36", "Outputs.Name.Value", "did you mean Function?"),
    ("Outputs:", "  R: {Type: 'AWS::Events::Rule', Properties: {ScheduleExpression: rate(5 minute)}}\nOutputs:",
     "35", "Resources.R.Properties.ScheduleExpression", "write rate(1 minute), rate(5 minutes) or cron(0 12 * * ? *)"),
    ("Outputs:", "  G: {Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: {TargetType: lambda, TargetGroupAttributes: [{Key: lambda.multi_value_headers.enabled, Value: 'true'}, {Key: lambda.multi_value_headers.enabled, Value: 'false'}]}}\nOutputs:",
     "35", "Resources.G", "must not be given twice"),
    # Two resources of one name.
    ("Outputs:", "  A: {Type: 'AWS::SQS::Queue', Properties: {QueueName: q}}\n  B: {Type: 'AWS::SQS::Queue', Properties: {QueueName: q}}\nOutputs:",
     "36", "Resources.B.Properties.QueueName", "it is A, on line 35"),
    ("Outputs:", "  A: {Type: 'AWS::Events::Rule', Properties: {Name: r, ScheduleExpression: rate(5 minutes)}}\n  B: {Type: 'AWS::Events::Rule', Properties: {Name: r, ScheduleExpression: rate(5 minutes)}}\nOutputs:",
     "36", "Resources.B.Properties.Name", "r already exists"),
    ("Outputs:", "  A: {Type: 'AWS::ECS::Cluster', Properties: {ClusterName: c}}\n  B: {Type: 'AWS::ECS::Cluster', Properties: {ClusterName: c}}\nOutputs:",
     "36", "Resources.B.Properties.ClusterName", "c already exists"),
    ("Outputs:", "  A: {Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: {Name: web, Subnets: [subnet-a, subnet-b]}}\n  B: {Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: {Name: web, Subnets: [subnet-a, subnet-b]}}\nOutputs:",
     "36", "Resources.B.Properties.Name", "web already exists"),
    ("Outputs:", "  A: {Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: {Name: web, TargetType: lambda}}\n  B: {Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: {Name: web, TargetType: lambda}}\nOutputs:",
     "36", "Resources.B.Properties.Name", "web already exists"),
    ("Outputs:", "Output:", "35", "Output", "did you mean Outputs?"),
]
