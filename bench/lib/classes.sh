# Builds what is measured in Java and runs it. Sourced by bench/decisions, bench/members, bench/beside, bench/overload and bench/audit.

java=${JAVA_HOME:+$JAVA_HOME/bin/}java

build_classes() { # sets classpath
  local log
  log=$(mktemp)
  (cd "$home" && mvn -B -q -Dmaven.test.skip=true -Dfuzz.skip=true -Dspotless.check.skip=true -pl bench -am package \
    org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath \
    -Dmdep.outputFile=target/classpath -Dmdep.includeScope=runtime) >"$log" 2>&1 \
    || { cat "$log" >&2; rm -f "$log"; echo "Error: the build failed (see above)" >&2; exit 1; }
  rm -f "$log"
  classpath=$home/bench/target/classes:$(<"$home/bench/target/classpath")
}

# ZGC, whose pauses are too short to be taken for the gateway's. Its Ctrl-C ends what it started: the JVM's shutdown hooks see to it.
run_main() { # CLASS ARGUMENTS…
  "$home/cluster-gateway" version >/dev/null
  exec "$java" ${BENCH_OPTS:-} -XX:+UseZGC -Xms1g -Xmx1g -Dgateway="$home/cluster-gateway" -cp "$classpath" \
    "io.clustergateway.bench.members.$1" "${@:2}"
}
