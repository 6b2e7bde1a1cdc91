package io.clustergateway.registry.serving;

import static io.clustergateway.registry.Secrets.label;
import static io.clustergateway.registry.Secrets.token;
import static io.clustergateway.registry.serving.ReadMembers.GATEWAYS;
import static io.clustergateway.registry.serving.ReadMembers.VIRTUAL;
import static io.clustergateway.registry.serving.ReadMembers.names;
import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.kernel.Failure;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Selectors, pages, and queries that are refused. */
final class ReadsQueryTest {
    private final ReadMembers members = new ReadMembers();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "region|a,b",
                "!region|c",
                "region=eu|a",
                "region==us|b",
                "region!=eu|b,c",
                "region in (eu, us)|a,b",
                "region notin (eu)|b,c",
                "n>5|b",
                "n<5|a",
                "region,n<5|a",
                "region in (eu,us),n>5|b",
                "cluster.core.oam.dev/provider|''",
            })
    void selectsByLabel(String selector, String expected) {
        members.have(
                "7",
                label(label(token("a", "https://a.example"), "region", "eu"), "n", "3"),
                label(label(token("b", "https://b.example"), "region", "us"), "n", "9"),
                unlabelled(token("c", "https://c.example")));

        assertThat(String.join(",", names(members.list(GATEWAYS, "labelSelector=" + encode(selector), ""))))
                .isEqualTo(expected);
    }

    @Test
    void selectsVirtualClustersByControlPlane() {
        members.have("7", token("a", "https://a.example"));

        assertThat(names(members.list(VIRTUAL, "labelSelector=cluster.core.oam.dev%2Fcontrol-plane%3Dtrue", "")))
                .containsExactly("local");
    }

    @Test
    void selectsByNameOnly() {
        members.have("7", token("a", "https://a.example"), token("b", "https://b.example"));

        assertThat(names(members.list(GATEWAYS, "fieldSelector=metadata.name%3Db", "")))
                .containsExactly("b");
        assertThat(names(members.list(GATEWAYS, "fieldSelector=metadata.name!%3Db", "")))
                .containsExactly("a");
        assertThat(members.refusal("fieldSelector=spec.x%3Db", "")).hasMessage("field label not supported: spec.x");
    }

    @Test
    void readsTheQueryAsItWasReviewed() {
        members.have("7", token("a", "https://a.example"), token("b", "https://b.example"));

        assertThat(names(members.list(
                        GATEWAYS, "=fieldSelector=metadata.name!%3Db&fieldSelector=metadata.name%3Db", "")))
                .containsExactly("b");
        assertThat(members.refusal("a&".repeat(1024) + "fieldSelector=metadata.name%3Db", "")
                        .code())
                .isEqualTo(400);
    }

    @Test
    void goesOnWithTheListItBeganAlsoWhenTheTableHasMoved() {
        members.have(
                "7", token("a", "https://a.example"), token("b", "https://b.example"), token("c", "https://c.example"));
        JsonObject first = members.list(GATEWAYS, "limit=2", "");
        members.have("8");
        JsonObject metadata = first.getJsonObject("metadata");
        JsonObject second = members.list(GATEWAYS, "limit=2&continue=" + metadata.getString("continue"), "");

        assertThat(names(first)).containsExactly("a", "b");
        assertThat(metadata.getInteger("remainingItemCount")).isEqualTo(1);
        assertThat(names(second)).containsExactly("c");
        assertThat(second.getJsonObject("metadata").getString("resourceVersion"))
                .isEqualTo("7");
        assertThat(second.getJsonObject("metadata").containsKey("continue")).isFalse();
    }

    @Test
    void refusesToGoOnWithAListForgotten() {
        members.have("7", token("a", "https://a.example"), token("b", "https://b.example"));
        String token =
                members.list(GATEWAYS, "limit=1", "").getJsonObject("metadata").getString("continue");
        for (int i = 8; i < 200; i++) {
            members.have(String.valueOf(i));
        }

        Failure expired = members.refusal("continue=" + token, "");

        assertThat(expired.code()).isEqualTo(410);
        assertThat(expired.reason()).isEqualTo("Expired");
    }

    @ParameterizedTest
    @CsvSource({
        "watch=true, 405, MethodNotAllowed",
        "sendInitialEvents=true, 422, Invalid",
        "resourceVersionMatch=Exact, 422, Invalid",
        "resourceVersionMatch=Exact&resourceVersion=0, 422, Invalid",
        "resourceVersionMatch=Often&resourceVersion=1, 422, Invalid",
        "resourceVersionMatch=Exact&resourceVersion=1, 410, Expired",
        "resourceVersion=100, 504, Timeout",
        "resourceVersion=x, 400, BadRequest",
        "limit=x, 400, BadRequest",
        "continue=x, 400, BadRequest",
        "continue=%7B, 400, BadRequest",
        "labelSelector=a%20b, 400, BadRequest",
        "labelSelector=%zz, 400, BadRequest",
        "includeObject=All, 400, BadRequest",
    })
    void refusesWhatTheReferenceRefuses(String query, int code, String reason) {
        members.have("7");

        Failure failure = members.refusal(query, "");

        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.reason()).isEqualTo(reason);
    }

    private static JsonObject unlabelled(JsonObject secret) {
        secret.getJsonObject("metadata").getJsonObject("labels").remove("region");
        return secret;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
