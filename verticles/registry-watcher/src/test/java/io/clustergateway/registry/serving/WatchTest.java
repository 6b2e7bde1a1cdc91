package io.clustergateway.registry.serving;

import static io.clustergateway.registry.Secrets.label;
import static io.clustergateway.registry.Secrets.token;
import static io.clustergateway.registry.serving.WatchedMembers.KEPT;
import static io.clustergateway.registry.serving.WatchedMembers.events;
import static io.clustergateway.registry.serving.WatchedMembers.told;
import static io.clustergateway.registry.serving.WatchedMembers.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.contract.WatchQuestion;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From which version a watch tells what. */
final class WatchTest {
    private final WatchedMembers members = new WatchedMembers();

    @ParameterizedTest
    @ValueSource(strings = {"watch=true", "watch=true&resourceVersion=0", "watch=true&resourceVersion="})
    void tellsTheStateToAClientThatKnowsNoVersion(String query) {
        Watch watch = members.watch(query);
        assertThat(told(watch)).containsExactly("ADDED alpha 5", "ADDED beta 5");
        members.put(token("alpha", "https://other.example"));
        assertThat(told(watch)).containsExactly("MODIFIED alpha 11");
    }

    @Test
    void goesOnFromAVersionWithNothingTwiceAndNothingLeftOut() {
        members.put(token("gamma", "https://gamma.example"));
        members.put(token("alpha", "https://other.example"));
        members.delete("beta");
        assertThat(told(members.watch("watch=true&resourceVersion=10")))
                .containsExactly("ADDED gamma 11", "MODIFIED alpha 12", "DELETED beta 13");
        assertThat(told(members.watch("watch=true&resourceVersion=12"))).containsExactly("DELETED beta 13");
        assertThat(told(members.watch("watch=true&resourceVersion=13"))).isEmpty();
    }

    @Test
    void waitsForAVersionThatIsStillToCome() {
        Watch watch = members.watch("watch=true&resourceVersion=12&allowWatchBookmarks=true");
        members.put(token("gamma", "https://gamma.example"));
        members.put(token("delta", "https://delta.example"));
        assertThat(told(watch)).isEmpty();
        assertThat(version(watch.bookmark())).isEqualTo("12");
        members.put(token("beta", "https://beta.example"));
        assertThat(told(watch)).containsExactly("MODIFIED beta 13");
    }

    @Test
    void saysWhatIsForgottenInsideTheWatch() {
        for (int i = 0; i <= KEPT; i++) {
            members.put(token("alpha", "https://alpha.example/" + i));
        }
        Watch late = members.watch("watch=true&resourceVersion=10");
        JsonObject error = events(late).get(0);
        assertThat(error.getString("type")).isEqualTo("ERROR");
        assertThat(error.getJsonObject("object").getString("kind")).isEqualTo("Status");
        assertThat(error.getJsonObject("object").getInteger("code")).isEqualTo(410);
        assertThat(error.getJsonObject("object").getString("reason")).isEqualTo("Expired");
        assertThat(error.getJsonObject("object").getString("message")).isEqualTo("too old resource version: 10 (11)");
        assertThat(late.isOver()).isTrue();
        assertThat(told(members.watch("watch=true&resourceVersion=11"))).hasSize(KEPT);
    }

    @Test
    void aReaderThatIsTooSlowIsToldToBeginAnewAndHoldsNothing() {
        Watch slow = members.watch("watch=true&resourceVersion=10");
        for (int i = 0; i < KEPT; i++) {
            members.put(token("alpha", "https://alpha.example/" + i));
            assertThat(slow.isLeftBehind()).isFalse();
        }
        members.put(token("alpha", "https://alpha.example"));
        assertThat(slow.isLeftBehind()).isTrue();
        assertThat(events(slow))
                .singleElement()
                .satisfies(error -> assertThat(error.getString("type")).isEqualTo("ERROR"));
        assertThat(slow.isOver()).isTrue();
    }

    @Test
    void knowsNothingFromBeforeAList() {
        members.put(token("alpha", "https://other.example"));
        members.listed("20", token("alpha", "https://other.example"));
        Watch from = members.watch("watch=true&resourceVersion=11");
        assertThat(events(from).get(0).getString("type")).isEqualTo("ERROR");
        assertThat(told(members.watch("watch=true&resourceVersion=20"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "eu, us, eu, DELETED alpha 11",
        "us, eu, eu, ADDED alpha 11",
        "eu, eu, eu, MODIFIED alpha 11",
        "us, us, eu, ",
    })
    void beginningOrCeasingToMatchIsAnEventOfItsOwn(String before, String after, String wanted, String event) {
        members.put("10", label(token("alpha", "https://alpha.example"), "region", before));
        Watch watch = members.watch("watch=true&resourceVersion=10&labelSelector=region%3D" + wanted);
        members.put(label(token("alpha", "https://alpha.example"), "region", after));
        List<JsonObject> events = events(watch);
        assertThat(events.stream().map(WatchedMembers::text).toList())
                .isEqualTo(event == null ? List.of() : List.of(event));
        events.forEach(told -> assertThat(labelOf(told)).isEqualTo(wanted));
    }

    @Test
    void aMemberThatNeverMatchedIsNotToldToBeGone() {
        Watch watch = members.watch("watch=true&resourceVersion=10&fieldSelector=metadata.name%3Dbeta");
        members.put(token("alpha", "https://other.example"));
        members.delete("alpha");
        members.delete("beta");
        assertThat(told(watch)).containsExactly("DELETED beta 13");
    }

    @Test
    void tellsOfVirtualClustersButNeverOfTheHubItself() {
        Watch watch = members.watching
                .ask(new WatchQuestion("virtualclusters", "watch=true", ""))
                .begin();
        assertThat(told(watch)).containsExactly("ADDED local null", "ADDED alpha 5", "ADDED beta 5");
        members.put(token("local", "https://x.example"));
        members.put(token("alpha", "https://other.example"));
        assertThat(told(watch)).containsExactly("MODIFIED alpha 12");
    }

    @ParameterizedTest
    @CsvSource({
        "resourceVersion=abc, 400",
        "fieldSelector=spec.provider%3Dx, 400",
        "labelSelector=%28, 400",
        "timeoutSeconds=soon, 400"
    })
    void refusesWhatCannotBeUnderstood(String query, int code) {
        assertThat(catchThrowableOfType(Failure.class, () -> members.watch("watch=true&" + query))
                        .code())
                .isEqualTo(code);
    }

    private static String labelOf(JsonObject event) {
        return event.getJsonObject("object")
                .getJsonObject("metadata")
                .getJsonObject("labels")
                .getString("region");
    }
}
