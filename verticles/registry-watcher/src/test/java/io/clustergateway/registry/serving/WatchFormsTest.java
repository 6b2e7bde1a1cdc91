package io.clustergateway.registry.serving;

import static io.clustergateway.registry.Secrets.CANARY;
import static io.clustergateway.registry.Secrets.annotation;
import static io.clustergateway.registry.Secrets.token;
import static io.clustergateway.registry.serving.WatchedMembers.PARTIAL;
import static io.clustergateway.registry.serving.WatchedMembers.TABLE;
import static io.clustergateway.registry.serving.WatchedMembers.events;
import static io.clustergateway.registry.serving.WatchedMembers.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.contract.WatchQuestion;
import io.clustergateway.registry.Secrets;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms in which events show members. */
final class WatchFormsTest {
    private final WatchedMembers members = new WatchedMembers();

    @Test
    void onlyTheFirstTableSaysWhatItsColumnsAre() {
        Watch watch = members.watch("watch=true", TABLE);
        members.put(token("alpha", "https://other.example"));
        List<JsonObject> events = events(watch);
        assertThat(events).hasSize(3).allSatisfy(event -> {
            JsonObject table = event.getJsonObject("object");
            assertThat(table.getString("kind")).isEqualTo("Table");
            assertThat(table.getJsonArray("rows")).hasSize(1);
            assertThat(table.containsKey("columnDefinitions")).isTrue();
        });
        assertThat(events.get(0).getJsonObject("object").getJsonArray("columnDefinitions"))
                .isNotEmpty();
        assertThat(events.get(1).getJsonObject("object").getValue("columnDefinitions"))
                .isNull();
        assertThat(events.get(2).getJsonObject("object").getJsonObject("metadata"))
                .isEqualTo(new JsonObject().put("resourceVersion", "11"));
        Watch second = members.watch("watch=true&resourceVersion=10", TABLE);
        assertThat(events(second).get(0).getJsonObject("object").getJsonArray("columnDefinitions"))
                .isNotEmpty();
    }

    @Test
    void theStatusOfATableWatchIsNoTable() {
        Watch watch = members.watch("watch=true&resourceVersion=9", TABLE);
        assertThat(events(watch).get(0).getJsonObject("object").getString("kind"))
                .isEqualTo("Status");
    }

    @Test
    void tellsMetadataAloneToThoseWhoWantNoMore() {
        members.put(token("alpha", "https://other.example"));
        JsonObject object = events(members.watch("watch=true&resourceVersion=10", PARTIAL))
                .get(0)
                .getJsonObject("object");
        assertThat(object.fieldNames()).containsExactlyInAnyOrder("kind", "apiVersion", "metadata");
        assertThat(object.getString("kind")).isEqualTo("PartialObjectMetadata");
        assertThat(object.getString("apiVersion")).isEqualTo("meta.k8s.io/v1");
        assertThat(catchThrowableOfType(
                                Failure.class, () -> members.watch("watch=true", "application/vnd.kubernetes.protobuf"))
                        .code())
                .isEqualTo(406);
    }

    @ParameterizedTest
    @ValueSource(strings = {"clustergateways", "virtualclusters"})
    void neverShowsASecret(String resource) {
        for (String accept : List.of("", TABLE, PARTIAL)) {
            Watch watch = members.watching
                    .ask(new WatchQuestion(resource, "watch=true&includeObject=Object", accept))
                    .begin();
            members.put(annotation(token("alpha", "https://other.example"), "cluster.core.oam.dev/cluster-alias", "a"));
            members.delete("beta");
            members.put(token("beta", "https://beta.example"));
            String all = text(watch);
            assertThat(all).contains("alpha", "beta").doesNotContain(CANARY, Secrets.base64(CANARY));
        }
    }
}
