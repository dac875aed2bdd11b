#!/usr/bin/env bash
# CDK's templates, as they are: validated, run with their scenarios, and refused where something matters.
#   cdk_test.sh SPILLWAY FOLDER      FOLDER keeps the packages for the next time
source "$(dirname "$0")/../tools/cli/lib.sh"
source=$(cd "$(dirname "$0")" && pwd)
folder=$2

give_up() {
  echo "FAILED: $1" >&2
  problems=1
  exit
}

# The packages, when they are not the ones of the lock file. Nothing is written into the source tree.
mkdir -p "$folder"
cp -r "$source"/{*.js,*.json,.npmrc,image,controller} "$folder"
cd "$folder" || give_up "no folder $folder"
if ! cmp -s package-lock.json installed.json; then
  rm -f installed.json
  npm ci --prefer-offline --ignore-scripts >"$work/npm" 2>&1 || {
    tail -20 "$work/npm" >&2
    give_up "npm ci could not install the packages of tests/cdk/package-lock.json, neither from npm's cache nor from its registry"
  }
  cp package-lock.json installed.json
fi

# synthesise FOLDER
synthesise() { JSII_DEPRECATED=quiet node synth.js "$1" >"$work/synth" 2>&1 || {
  cut -c1-200 "$work/synth" | tail -30 >&2
  give_up "node synth.js failed"
}; }
synthesise "$work"
cp "$source"/*.yaml "$work"

# scenario NAME SED_PROGRAM: pattern.yaml, changed, as $work/NAME.yaml
scenario() {
  sed -e "$2" "$work/pattern.yaml" >"$work/$1.yaml"
  cmp -s "$work/$1.yaml" "$work/pattern.yaml" && problem "the scenario $1 is pattern.yaml itself"
}

# patched NAME STATEMENT: the pattern's template, changed, with its scenario: $work/NAME.yaml
patched() {
  node -e "const fs = require('fs'), [from, to] = process.argv.slice(1);
    const t = JSON.parse(fs.readFileSync(from)), r = t.Resources; $2;
    fs.writeFileSync(to, JSON.stringify(t, null, 1));" \
    "$work/pattern.template.json" "$work/$1.template.json" || problem "the template $1 could not be made"
  scenario "$1" "s|pattern.template|$1.template|"
}

# The failover out and back, for both seeds, and the same twice.
scenario pattern-asset 's/pattern.template/pattern-asset.template/'
for shape in own-constructs pattern pattern-asset; do
  run 0 validate "$work/$shape.template.json"
  run 0 validate "$work/$shape.yaml"
  for seed in 1 7; do
    run 0 run "$work/$shape.yaml" --seed "$seed"
    says out "passed: 11 of 11 expectations met"
  done
  run 0 run "$work/$shape.yaml" --check-determinism --seed 7
done

# What has no influence is told with its reason.
run 0 validate "$work/own-constructs.template.json"
says out "routes and security groups are not checked: AWS::EC2::EIP, "
says out "it works for custom resources while deploying only: AWS::IAM::Policy LogRetention"
says out "AWS::Lambda::Function CustomVpcRestrictDefaultSG"
says out "logs are kept for days, a run takes minutes: Custom::LogRetention"
says out "tags change no behaviour: AWS::ECS::Service.EnableECSManagedTags"
lacks out "AWS::IAM::Role ControllerFunction"
lacks out "AWS::IAM::Policy ControllerFunction"

# What could have influence is refused by name, with line and path.
patched vpc 'r.AppF1B96344.Properties.VpcConfig = {SubnetIds: ["subnet-1"]}'
run 3 run "$work/vpc.yaml"
grep -qE "vpc.template.json:[0-9]+:[0-9]+: Resources.AppF1B96344.Properties.VpcConfig: the property 'VpcConfig' is not modelled" \
  "$work/err" || problem "no line, path and name: $(cat "$work/err")"
patched slip 'r.WebServiceD04B5F3E.Properties.DesiredCuont = 1'
run 2 validate "$work/slip.yaml"
says err "Resources.WebServiceD04B5F3E.Properties.DesiredCuont"
says err "did you mean DesiredCount?"
patched custom 'r.Mine = {Type: "Custom::Mine", Properties: {ServiceToken: {"Fn::GetAtt": ["Controller8614283D", "Arn"]}}}'
run 3 validate "$work/custom.yaml"
says err "Resources.Mine.Type: the resource type 'Custom::Mine' is not modelled"
patched mesh 'r.WebServiceD04B5F3E.Properties.ServiceConnectConfiguration = {Enabled: true}'
run 3 validate "$work/mesh.yaml"
says err "Properties.ServiceConnectConfiguration: this value of 'ServiceConnectConfiguration' is not modelled"

# CDK's logical ids are hashes: the construct's path stands for one, and a slip is told with what there is.
scenario paths 's|AppF1B96344: app|App: app|; s|Controller8614283D:|pattern/Controller:|'
run 0 run "$work/paths.yaml"
scenario missing '/AppF1B96344/d'
run 2 validate "$work/missing.yaml"
says err "says nothing about 'AppF1B96344' of the template (App)"
scenario other 's|AppF1B96344|Frontend|'
run 2 validate "$work/other.yaml"
says err "hint: it has WebTaskDef1C8E6ED7 (Web/TaskDef), AppF1B96344 (App), Controller8614283D (Controller)"

# What CDK grants by AWS::IAM::Policy decides: without it the traffic stays where it is.
patched powerless 'r.ControllerServiceRoleDefaultPolicy5CD079D8.Properties.PolicyDocument.Statement =
  [{Effect: "Allow", Action: "ecs:*", Resource: "*"}]'
run 1 run "$work/powerless.yaml"
says out "NOT MET elbv2.weights_changed {ecs: 1}"
says out "NOT MET never api.call {error: AccessDenied}"
finish
