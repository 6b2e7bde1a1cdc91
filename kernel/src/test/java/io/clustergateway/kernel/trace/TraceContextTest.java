package io.clustergateway.kernel.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TraceContextTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";

    @Test
    void readsTheFormOfTheStandardAndOfLaterVersions() {
        TraceContext sampled = new TraceContext(TRACE, SPAN, true);
        assertThat(TraceContext.parse("00-" + TRACE + "-" + SPAN + "-01")).contains(sampled);
        assertThat(TraceContext.parse("cc-" + TRACE + "-" + SPAN + "-09-more")).contains(sampled);
        assertThat(TraceContext.parse("00-" + TRACE + "-" + SPAN + "-00"))
                .contains(new TraceContext(TRACE, SPAN, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-" + TRACE + "-" + SPAN,
                "00-" + TRACE + "-" + SPAN + "-01-more",
                "ff-" + TRACE + "-" + SPAN + "-01",
                "00-00000000000000000000000000000000-" + SPAN + "-01",
                "00-" + TRACE + "-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-" + SPAN + "-01",
                "00-" + TRACE + "\"} 1\n-" + SPAN + "-01"
            })
    void takesWhatIsNoneForAbsent(String header) {
        assertThat(TraceContext.parse(header)).isEmpty();
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("traceparent", header);
        assertThat(Tracer.OFF.begin("GET", headers).context()).isEmpty();
    }

    @Test
    void knowsTheCallersTraceOnlyIfSomebodyKeepsIt() {
        MultiMap kept = MultiMap.caseInsensitiveMultiMap().add("traceparent", "00-" + TRACE + "-" + SPAN + "-01");
        MultiMap dropped = MultiMap.caseInsensitiveMultiMap().add("traceparent", "00-" + TRACE + "-" + SPAN + "-00");
        assertThat(Tracer.OFF.begin("GET", kept).context())
                .map(TraceContext::traceId)
                .contains(TRACE);
        assertThat(Tracer.OFF.begin("GET", dropped).context()).isEmpty();
    }
}
