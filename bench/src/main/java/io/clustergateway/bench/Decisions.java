package io.clustergateway.bench;

import io.clustergateway.rules.Decision;
import io.clustergateway.rules.Question;
import io.clustergateway.rules.RulesInForce;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One decision, sampled: the mean, the median and what few take. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class Decisions {
    /** Made anew for each combination. */
    @State(Scope.Benchmark)
    public static class Asked {
        @Param({"LITERAL_1", "LITERAL_100", "LITERAL_10000", "CEL_100", "OPAQUE_100"})
        private RuleText rules = RuleText.LITERAL_1;

        @Param({"FIRST", "LAST", "NONE"})
        private Matching matching = Matching.NONE;

        private RulesInForce inForce = RuleText.NONE;
        private Question question = Matching.NONE.question(RuleText.LITERAL_1);

        /** Compiles the rules, and makes sure that the question is decided where its name says. */
        @Setup
        public void compile() {
            inForce = rules.compile();
            question = matching.question(rules);
            matching.require(inForce.decide(question), rules);
        }
    }

    /** What the exchanger asks once per request, or per caller where it remembers. */
    @Benchmark
    public Decision decide(Asked asked) {
        return asked.inForce.decide(asked.question);
    }
}
