#!/usr/bin/env bash
# `test`: many scenarios, their verdicts, and the JUnit file.
source "$(dirname "$0")/lib.sh"

variant good ''
variant unmet 's/at_least: 50%/at_least: 100%/; s/full/"a < b \& c"/g'
variant typo '0,/rate: 1/s//rote: 1/'
variant long 's/for: 1m, rate: 1/for: 20m, rate: 20/; s/^duration: .*/duration: 45m/; /^expect/,$d'
mkdir "$work/good" "$work/mixed"
cp "$work/good.yaml" "$work/good/one.yaml"
cp "$work/good.yaml" "$work/good/two.yaml"
cp "$fixture/small.template.yaml" "$work/good/"
cp "$work"/{good,long,unmet,typo}.yaml "$work/mixed/"
mv "$work/mixed/long.yaml" "$work/mixed/a_long_one.yaml"  # the first to begin, the last to end

# A folder's scenarios are all found; its templates are none.
run 0 test "$work/good" --junit "$work/junit.xml"
says out "2 of 2 scenarios passed"
says out "$work/good/one.yaml"
lacks out "template"
run 0 test "$work/good/one.yaml"
says out "1 of 1 scenario passed"

# What failed is told with what was seen and how to see it again.
run 1 test "$work/good.yaml" "$work/unmet.yaml" --jobs 1
says out "1 of 2 scenarios passed"
says out "expected  requests.failed_ratio at least 100.00 % during load a < b & c"
says out "seen      93.33 % of 60 requests"
says out "reproduce: spillway run $work/unmet.yaml --seed 1"

# The verdicts and their order do not depend on how many run at once; the gravest one is the exit code.
for jobs in 1 4; do
  run 2 test "$work/mixed" --jobs "$jobs" --junit "$work/junit_$jobs.xml"
  says out "2 of 4 scenarios passed"
  says out "typo.yaml:11:"
  cp "$work/out" "$work/jobs_$jobs"
done
same "$work/jobs_1" "$work/jobs_4"
same "$work/junit_1.xml" "$work/junit_4.xml"
grep -o '[a-z_]*\.yaml$' "$work/jobs_4" | paste -sd' ' >"$work/order"
[ "$(cat "$work/order")" = "a_long_one.yaml good.yaml typo.yaml unmet.yaml" ] || problem "order: $(cat "$work/order")"

# 3 outweighs 1, and 2 outweighs 3: what could not be judged comes before what failed.
sed 's/AWS::EC2::VPC/AWS::S3::Bucket/' "$fixture/small.template.yaml" >"$work/bucket.template.yaml"
variant bucket "s|$fixture/small.template|bucket.template|"
run 3 test "$work/unmet.yaml" "$work/bucket.yaml"
says out "NOT MODELLED"
run 2 test "$work/bucket.yaml" "$work/typo.yaml"

python3 - "$work/junit_1.xml" <<'PYTHON' || problem "the JUnit file is not what CI servers read"
import sys, xml.etree.ElementTree as xml
suites = xml.parse(sys.argv[1]).getroot().findall('testsuite')
assert len(suites) == 4
def counts(s): return s.get('tests'), s.get('failures'), s.get('errors')
unmet = next(s for s in suites if s.get('failures') == '1')
assert counts(unmet) == ('3', '1', '0'), counts(unmet)
failures = unmet.findall('testcase/failure')
assert len(failures) == 1
assert unmet.findall('testcase')[2].get('name').endswith('during load a < b & c')
assert failures[0].get('message').startswith('93.33 %')
assert 'seed 1\nreproduce: spillway run ' in failures[0].text
typo = next(s for s in suites if s.get('name').endswith('typo.yaml'))
assert counts(typo) == ('1', '0', '1') and 'rote' in typo.find('testcase/error').get('message')
for suite in suites:
    assert len(suite.findall('testcase')) == int(suite.get('tests'))
    float(suite.get('time'))
PYTHON
finish
