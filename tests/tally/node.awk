# Takes "passed failed skipped" from the summary of node --test, which knows which lines are tests and which are groups of them.
# -v status=N is how it exited; no summary at all counts as failed.
/^# pass [0-9]+$/ { passed += $3 }
/^# fail [0-9]+$/ { failed += $3 }
/^# cancelled [0-9]+$/ { failed += $3 }
/^# skipped [0-9]+$/ { skipped += $3 }
/^# todo [0-9]+$/ { skipped += $3 }
END {
	if (status != 0 && failed == 0) failed++
	if (passed + failed + skipped == 0) failed++
	print passed + 0, failed + 0, skipped + 0
}
