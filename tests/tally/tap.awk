# Adds up one program's TAP output into "passed failed skipped". -v status=N is how it exited. Planned tests that gave no line (a crash),
# a bad status without a failed line, and no test at all count as failed.
/^[ \t]*1\.\.[0-9]+/ { split($1, plan, "\\.\\."); planned += plan[2] }
/^[ \t]*not ok/ { failed++; next }
/^[ \t]*ok/ { if (/# *[Ss][Kk][Ii][Pp]/) skipped++; else passed++ }
END {
	missing = planned - passed - failed - skipped
	if (missing > 0) failed += missing
	if (status != 0 && failed == 0) failed++
	if (passed + failed + skipped == 0) failed++
	print passed + 0, failed + 0, skipped + 0
}
