package io.clustergateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

final class EventJsonTest {
    @Test
    void isAnEventAsKubeApiserverWritesIt() {
        assertThat(EventJson.line(EventJson.of(Example.event("id-1")))).isEqualTo("""
                        {"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"id-1",\
                        "stage":"ResponseComplete",\
                        "requestURI":"/apis/cluster.core.oam.dev/v1alpha1/clustergateways/m/proxy/api","verb":"get",\
                        "user":{"username":"jane","uid":"u-1","groups":["g"],\
                        "extra":{"clusternet-token":["REDACTED"],"team":["a"]}},\
                        "impersonatedUser":{"username":"as-jane"},"sourceIPs":["10.0.0.1","127.0.0.1"],\
                        "userAgent":"kubectl/v1.36.0","objectRef":{"resource":"clustergateways","name":"m",\
                        "apiGroup":"cluster.core.oam.dev","apiVersion":"v1alpha1","subresource":"proxy"},\
                        "responseStatus":{"metadata":{},"code":200},\
                        "requestReceivedTimestamp":"2026-11-24T17:00:00.123456Z",\
                        "stageTimestamp":"2026-11-24T17:00:01.000000Z",\
                        "annotations":{"cluster.core.oam.dev/member":"m"}}
                        """);
    }

    @Test
    void isOneLineWhateverAClientSends() {
        String evil = "a\r\n{\"kind\":\"Event\"}\u2028\u2029\u0085\u001b[2J\u007f\ud83d\ude00";
        String line = EventJson.line(EventJson.of(Example.event("id", evil, evil, "/x")));
        assertThat(line.lines()).hasSize(1);
        assertThat(line.strip().chars()).allMatch(c -> c >= ' ' && c < 0x7f);
        JsonObject read = new JsonObject(line);
        assertThat(read.getString("userAgent")).isEqualTo(evil);
        assertThat(read.getJsonObject("user").getString("username")).isEqualTo(evil);
    }

    @Test
    void cutsALongUserAgentAndHidesCredentialsInQueries() {
        JsonObject event = EventJson.of(Example.event(
                "id", "jane", "x".repeat(5000), "/x?a=1&access_token=canary&watch=true&X-Api-Key=canary"));
        assertThat(event.getString("userAgent")).hasSize(1024 + 12).endsWith("...TRUNCATED");
        assertThat(event.getString("requestURI"))
                .isEqualTo("/x?a=1&access_token=REDACTED&watch=true&X-Api-Key=REDACTED");
    }
}
