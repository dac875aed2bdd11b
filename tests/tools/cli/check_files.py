"""The files of a run's folder parse and agree with each other: check_files.py FOLDER RESULT"""
import csv
import json
import sys
import xml.etree.ElementTree as xml

folder, result = sys.argv[1:]
text = open(folder + '/timeline.jsonl').read()
assert text.endswith('\n'), 'the last line is cut off'
events = [json.loads(line) for line in text.splitlines()]
assert [e['seq'] for e in events] == list(range(1, len(events) + 1))
assert all(e['cause'] < e['seq'] for e in events), 'an effect before its cause'
assert all(a['t'] <= b['t'] for a, b in zip(events, events[1:])), 'time went back'
assert events[0]['event'] == 'run.started' and events[-1]['event'] == 'run.finished'

summary = json.load(open(folder + '/summary.json'))
assert summary['result'] == result, summary['result']
assert summary['reproduce'].startswith('spillway run ')

text = open(folder + '/requests.jtl').read()
assert text.endswith('\n'), 'the last request is cut off'
rows = list(csv.DictReader(text.splitlines()))
assert len(rows) == summary['requests']['total'] > 0, len(rows)
failed = sum(row['success'] == 'false' for row in rows)
assert failed == summary['requests']['failed'], failed

suite = xml.parse(folder + '/junit.xml').getroot().find('testsuite')
ended = 0 if result in ('passed', 'failed') else 1
assert int(suite.get('tests')) == len(summary['expectations']) + ended
assert int(suite.get('errors')) == ended
assert int(suite.get('failures')) == sum(not e['met'] for e in summary['expectations'])
