package io.clustergateway.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

final class StatusTest {
    @Test
    void rendersWhatClientGoExpectsOfAMissingObject() {
        Failure failure = Failure.notFound("cluster.core.oam.dev", "clustergateways", "x");
        assertThat(new JsonObject(Status.render(failure))).isEqualTo(new JsonObject("""
                {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",
                 "message":"clustergateways.cluster.core.oam.dev \\"x\\" not found","reason":"NotFound",
                 "details":{"name":"x","group":"cluster.core.oam.dev","kind":"clustergateways",
                            "causes":[{"reason":"Hop","message":"registry"}]},"code":404}"""));
    }

    @Test
    void tellsWhenToTryAgainOnlyWhenItIsSafe() {
        Failure failure = Failure.unavailable("down", Hop.MEMBER);
        assertThat(Status.json(failure).getJsonObject("details").containsKey("retryAfterSeconds"))
                .isFalse();
        assertThat(Status.json(failure.retryAfter(2)).getJsonObject("details").getInteger("retryAfterSeconds"))
                .isEqualTo(2);
    }

    @Test
    void namesTheHopBeforeOtherCauses() {
        Failure failure = Failure.unavailable("down", Hop.MEMBER).because("MemberUnreachable", "connection refused");
        assertThat(Status.json(failure)
                        .getJsonObject("details")
                        .getJsonArray("causes")
                        .encode())
                .isEqualTo("[{\"reason\":\"Hop\",\"message\":\"member\"},"
                        + "{\"reason\":\"MemberUnreachable\",\"message\":\"connection refused\"}]");
    }

    @Test
    void endsInANewlineAsTheReferenceDoes() {
        assertThat(Status.render(Failure.noSuchPath()).toString()).endsWith("}\n");
    }
}
