package io.clustergateway.registry.serving;

import static io.clustergateway.registry.Secrets.token;
import static io.clustergateway.registry.serving.WatchedMembers.WATCH_LIST;
import static io.clustergateway.registry.serving.WatchedMembers.events;
import static io.clustergateway.registry.serving.WatchedMembers.told;
import static io.clustergateway.registry.serving.WatchedMembers.types;
import static io.clustergateway.registry.serving.WatchedMembers.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clustergateway.kernel.Failure;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The state as the beginning of a watch, the mark at its end, and bookmarks. */
final class WatchListTest {
    private final WatchedMembers members = new WatchedMembers();

    @Test
    void marksTheEndOfTheStateInTheVersionOfTheList() {
        members.inStep("17");
        List<JsonObject> events = events(members.watch(WATCH_LIST));
        assertThat(types(events)).containsExactly("ADDED", "ADDED", "BOOKMARK");
        assertThat(events.get(2).getJsonObject("object")).isEqualTo(new JsonObject("""
                {"kind":"ClusterGateway","apiVersion":"cluster.core.oam.dev/v1alpha1","metadata":{
                  "resourceVersion":"17","creationTimestamp":null,
                  "annotations":{"k8s.io/initial-events-end":"true"}}}
                """));
    }

    @Test
    void marksTheEndOfAnEmptyStateToo() {
        assertThat(types(events(members.watch(WATCH_LIST + "&labelSelector=region%3Dmoon"))))
                .containsExactly("BOOKMARK");
    }

    @Test
    void marksNothingForAClientThatUnderstandsNoBookmarks() {
        Watch watch = members.watch("watch=true&resourceVersionMatch=NotOlderThan&sendInitialEvents=true");
        assertThat(types(events(watch))).containsExactly("ADDED", "ADDED");
        assertThat(watch.bookmark()).isEmpty();
    }

    @Test
    void leavesTheStateOutWhenToldTo() {
        String query = "watch=true&resourceVersionMatch=NotOlderThan&sendInitialEvents=false&allowWatchBookmarks=true";
        assertThat(events(members.watch(query))).isEmpty();
        assertThat(events(members.watch(query + "&resourceVersion=0"))).isEmpty();
        members.put(token("alpha", "https://other.example"));
        assertThat(told(members.watch(query + "&resourceVersion=10"))).containsExactly("MODIFIED alpha 11");
    }

    @Test
    void theStateOfAVersionStillToComeIsAwaited() {
        Watching.Asked asked = members.ask(WATCH_LIST + "&resourceVersion=11", "");
        assertThat(asked.isAhead()).isTrue();
        assertThat(asked.tooFarAhead().code()).isEqualTo(504);
        assertThat(asked.tooFarAhead().causes())
                .extracting(Failure.Cause::reason)
                .containsExactly("ResourceVersionTooLarge");
        members.put(token("alpha", "https://other.example"));
        assertThat(asked.isAhead()).isFalse();
        assertThat(told(asked.begin())).containsExactly("ADDED alpha 11", "ADDED beta 5", "BOOKMARK  11");
    }

    @Test
    void bookmarksSayHowFarItIsAndComeOnlyAfterTheState() {
        Watch watch = members.watch(WATCH_LIST);
        assertThat(watch.bookmark()).isEmpty();
        events(watch);
        members.history.inStep("30");
        assertThat(version(watch.bookmark())).isEqualTo("30");
        Watch behind = members.watch("watch=true&allowWatchBookmarks=true&resourceVersion=10");
        members.put("31", token("alpha", "https://other.example"));
        assertThat(version(behind.bookmark())).isEqualTo("10");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "sendInitialEvents=true; sendInitialEvents requires setting resourceVersionMatch to NotOlderThan",
                "sendInitialEvents=true&resourceVersionMatch=Exact; Unsupported value: \"Exact\"",
                "resourceVersionMatch=NotOlderThan; forbidden for watch unless sendInitialEvents is provided",
                "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&continue=x; forbidden when continue is provided",
            })
    void refusesWhatKubernetesRefuses(String query, String message) {
        Failure failure = catchThrowableOfType(Failure.class, () -> members.watch("watch=true&" + query));
        assertThat(failure.code()).isEqualTo(422);
        assertThat(failure.reason()).isEqualTo("Invalid");
        assertThat(failure.getMessage()).contains(message);
    }
}
