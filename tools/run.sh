#!/usr/bin/env bash
# make run: the portal over a simulated operator, until Ctrl-C. Variables: PORT SIM_PORT CUSTOMERS SEED RATE DATA, PRESET (release).
. "$(dirname "$0")/common.sh"

PORT=${PORT:-8360} SIM_PORT=${SIM_PORT:-8370} CUSTOMERS=${CUSTOMERS:-5000} SEED=${SEED:-360} RATE=${RATE:-20} DATA=${DATA:-./data}
PRESET=${PRESET:-release}
ready_tenths=600 # a minute: the first start builds the search directory
stop_tenths=100

tools/install-packages.sh build
say "building"
tools/build.sh "$PRESET" pitboss pitboss-sim
tools/build-web.sh
bin=build/$PRESET

# The simulated operator's histories are made once; the note beside them says what they are.
kind="customers=$CUSTOMERS seed=$SEED"
note=$DATA/sim.made
if [ -f "$note" ]; then
	[ "$(cat "$note")" = "$kind" ] ||
		die "$DATA holds a simulated operator with $(cat "$note"), not $kind: name another folder (DATA=…) or remove this one"
else
	mkdir -p "$DATA"
	rm -rf "$DATA/sim" # half made
	say "making the simulated operator's data: $CUSTOMERS customers, seed $SEED"
	"$bin/pitboss-sim" generate --data "$DATA/sim" --customers "$CUSTOMERS" --seed "$SEED"
	echo "$kind" >"$note"
fi

pids=()
alive() { kill -0 "$1" 2>/dev/null; }

stop() {
	trap '' INT TERM
	local pid i
	for pid in "${pids[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
	for pid in "${pids[@]}"; do
		for ((i = 0; i < stop_tenths; i++)); do
			alive "$pid" || break
			sleep 0.1
		done
		! alive "$pid" || kill -KILL "$pid" 2>/dev/null || true
		wait "$pid" 2>/dev/null || true
	done
	pids=()
}
trap stop EXIT
trap 'echo; say "stopping"; exit 0' INT TERM

# wait_ready NAME PID URL LOG
wait_ready() {
	local i
	for ((i = 0; i < ready_tenths; i++)); do
		curl -fsS -o /dev/null --max-time 2 "$3" 2>/dev/null && return 0
		alive "$2" || { tail -n 20 "$4" >&2; die "the $1 ended; its log is $4"; }
		sleep 0.1
	done
	tail -n 20 "$4" >&2
	die "the $1 is not ready after $((ready_tenths / 10)) s; its log is $4"
}

# Its events wait on its disk until the portal takes them.
"$bin/pitboss-sim" serve --data "$DATA/sim" --port "$SIM_PORT" --rate "$RATE" \
	--events "http://127.0.0.1:$PORT/api/v1/events" --events-token-dir config/simulator >"$DATA/sim.log" 2>&1 &
sim=$! pids+=($!)
wait_ready simulator "$sim" "http://127.0.0.1:$SIM_PORT/healthz" "$DATA/sim.log"
"$bin/pitboss" serve --config config/pitboss.yaml --demo --port "$PORT" --sim-port "$SIM_PORT" --data "$DATA" >"$DATA/portal.log" 2>&1 &
portal=$! pids+=($!)
wait_ready portal "$portal" "http://127.0.0.1:$PORT/readyz" "$DATA/portal.log"

cat <<END

Pitboss is ready:   http://127.0.0.1:$PORT/   (API: http://127.0.0.1:$PORT/api/v1/openapi.json)
Simulated operator: http://127.0.0.1:$SIM_PORT/stats, services on $((SIM_PORT + 1)) to $((SIM_PORT + 6))

Demo accounts: agent, support, compliance, mlro, vip, admin, auditor; password pitboss-demo
Logs: $DATA/portal.log, $DATA/sim.log

In another terminal:   build/pitboss show CUS-123456
Ctrl-C stops both.
END

# Whichever ends first takes the other along. A Ctrl-C reaches all three at once, so a child may have ended well before this script hears of it.
ended=0
wait -n "$sim" "$portal" || ended=$?
if [ $ended = 0 ]; then
	say "stopping"
	exit 0
fi
alive "$portal" || { tail -n 20 "$DATA/portal.log" >&2; say "the portal ended (status $ended)"; }
alive "$sim" || { tail -n 20 "$DATA/sim.log" >&2; say "the simulator ended (status $ended)"; }
exit 1
