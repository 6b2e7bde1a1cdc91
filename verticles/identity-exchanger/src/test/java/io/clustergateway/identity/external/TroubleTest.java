package io.clustergateway.identity.external;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.rules.Rule;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TroubleTest {
    private static final Rule RULE = Sample.rule(Sample.exchanger("https://exchanger.example:8443/x?key=s3cret"));

    private final ManualTicker ticker = new ManualTicker();
    private final Trouble trouble = new Trouble(RULE.exchanger().orElseThrow(), ticker);
    private final LogLines log = LogLines.follow();

    @AfterEach
    void stop() {
        log.close();
    }

    @Test
    void namesTheServerAndItsTroubleOnceAndItsEndOnce() {
        trouble.over(RULE);
        trouble.report(RULE, Fault.status(500));
        trouble.report(RULE, Fault.status(500));
        trouble.over(RULE);
        trouble.over(RULE);
        assertThat(log.lines())
                .isEqualTo(List.of(
                        "WARN exchanger gave no answer rule=external server=exchanger.example:8443 cause=HTTP status 500",
                        "DEBUG exchanger gave no answer rule=external server=exchanger.example:8443 cause=HTTP status 500",
                        "INFO exchanger answers again rule=external server=exchanger.example:8443"));
    }

    @Test
    void isNotMadeToFloodTheLogByTroubleThatComesAndGoes() {
        for (int i = 0; i < 100; i++) {
            trouble.report(RULE, Fault.answer("response.uid is not that of the request"));
            trouble.report(RULE, Fault.status(404));
            trouble.over(RULE);
        }
        assertThat(log.count("WARN")).isEqualTo(2);
        assertThat(log.count("INFO")).isEqualTo(1);
        ticker.advance(Duration.ofMinutes(1));
        trouble.report(RULE, Fault.status(404));
        assertThat(log.count("WARN")).isEqualTo(3);
    }
}
