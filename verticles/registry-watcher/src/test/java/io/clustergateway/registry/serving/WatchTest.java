package io.clustergateway.registry.serving;

import static io.clustergateway.registry.Secrets.CANARY;
import static io.clustergateway.registry.Secrets.annotation;
import static io.clustergateway.registry.Secrets.label;
import static io.clustergateway.registry.Secrets.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.contract.WatchQuestion;
import io.clustergateway.registry.Secrets;
import io.clustergateway.registry.secrets.Entry;
import io.clustergateway.registry.secrets.SecretReader;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WatchTest {
    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
    private static final String PARTIAL =
            "application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;g=meta.k8s.io;v=v1"
                    + ",application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
    private static final String WATCH_LIST =
            "allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan&sendInitialEvents=true&timeout=6m0s&watch=true";
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2024-05-10T10:00:00Z"), ZoneOffset.UTC);
    private static final SecretReader READER = SecretReader.withoutPlugins(false, false, CLOCK);
    private static final int KEPT = 4;

    private final Snapshots snapshots = new Snapshots();
    private final History history = new History(KEPT);
    private final Frames frames = new Frames();
    private final Watching watching = new Watching(
            List.of(Reads.ofClusterGateways(false), Reads.ofVirtualClusters(CLOCK)), snapshots, history, frames);
    private Snapshot current = Snapshot.EMPTY;
    private long version = 10;

    @BeforeEach
    void begin() {
        listed("10", token("alpha", "https://alpha.example"), token("beta", "https://beta.example"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"watch=true", "watch=true&resourceVersion=0", "watch=true&resourceVersion="})
    void tellsTheStateToAClientThatKnowsNoVersion(String query) {
        Watch watch = watch(query);
        assertThat(told(watch)).containsExactly("ADDED alpha 5", "ADDED beta 5");
        put(token("alpha", "https://other.example"));
        assertThat(told(watch)).containsExactly("MODIFIED alpha 11");
    }

    @Test
    void goesOnFromAVersionWithNothingTwiceAndNothingLeftOut() {
        put(token("gamma", "https://gamma.example"));
        put(token("alpha", "https://other.example"));
        delete("beta");
        assertThat(told(watch("watch=true&resourceVersion=10")))
                .containsExactly("ADDED gamma 11", "MODIFIED alpha 12", "DELETED beta 13");
        assertThat(told(watch("watch=true&resourceVersion=12"))).containsExactly("DELETED beta 13");
        assertThat(told(watch("watch=true&resourceVersion=13"))).isEmpty();
    }

    @Test
    void waitsForAVersionThatIsStillToCome() {
        Watch watch = watch("watch=true&resourceVersion=12&allowWatchBookmarks=true");
        put(token("gamma", "https://gamma.example"));
        put(token("delta", "https://delta.example"));
        assertThat(told(watch)).isEmpty();
        assertThat(version(watch.bookmark())).isEqualTo("12");
        put(token("beta", "https://beta.example"));
        assertThat(told(watch)).containsExactly("MODIFIED beta 13");
    }

    @Test
    void saysWhatIsForgottenInsideTheWatch() {
        for (int i = 0; i <= KEPT; i++) {
            put(token("alpha", "https://alpha.example/" + i));
        }
        Watch late = watch("watch=true&resourceVersion=10");
        JsonObject error = events(late).get(0);
        assertThat(error.getString("type")).isEqualTo("ERROR");
        assertThat(error.getJsonObject("object").getString("kind")).isEqualTo("Status");
        assertThat(error.getJsonObject("object").getInteger("code")).isEqualTo(410);
        assertThat(error.getJsonObject("object").getString("reason")).isEqualTo("Expired");
        assertThat(error.getJsonObject("object").getString("message")).isEqualTo("too old resource version: 10 (11)");
        assertThat(late.isOver()).isTrue();
        assertThat(told(watch("watch=true&resourceVersion=11"))).hasSize(KEPT);
    }

    @Test
    void aReaderThatIsTooSlowIsToldToBeginAnewAndHoldsNothing() {
        Watch slow = watch("watch=true&resourceVersion=10");
        for (int i = 0; i < KEPT; i++) {
            put(token("alpha", "https://alpha.example/" + i));
            assertThat(slow.isLeftBehind()).isFalse();
        }
        put(token("alpha", "https://alpha.example"));
        assertThat(slow.isLeftBehind()).isTrue();
        assertThat(events(slow))
                .singleElement()
                .satisfies(error -> assertThat(error.getString("type")).isEqualTo("ERROR"));
        assertThat(slow.isOver()).isTrue();
    }

    @Test
    void knowsNothingFromBeforeAList() {
        put(token("alpha", "https://other.example"));
        listed("20", token("alpha", "https://other.example"));
        Watch from = watch("watch=true&resourceVersion=11");
        assertThat(events(from).get(0).getString("type")).isEqualTo("ERROR");
        assertThat(told(watch("watch=true&resourceVersion=20"))).isEmpty();
    }

    @Test
    void marksTheEndOfTheStateInTheVersionOfTheList() {
        history.inStep("17");
        current = new Snapshot("17", current.entries());
        snapshots.add(current);
        List<JsonObject> events = events(watch(WATCH_LIST));
        assertThat(types(events)).containsExactly("ADDED", "ADDED", "BOOKMARK");
        assertThat(events.get(2).getJsonObject("object")).isEqualTo(new JsonObject("""
                {"kind":"ClusterGateway","apiVersion":"cluster.core.oam.dev/v1alpha1","metadata":{
                  "resourceVersion":"17","creationTimestamp":null,
                  "annotations":{"k8s.io/initial-events-end":"true"}}}
                """));
    }

    @Test
    void marksTheEndOfAnEmptyStateToo() {
        assertThat(types(events(watch(WATCH_LIST + "&labelSelector=region%3Dmoon"))))
                .containsExactly("BOOKMARK");
    }

    @Test
    void leavesTheStateOutWhenToldTo() {
        String query = "watch=true&resourceVersionMatch=NotOlderThan&sendInitialEvents=false&allowWatchBookmarks=true";
        assertThat(events(watch(query))).isEmpty();
        assertThat(events(watch(query + "&resourceVersion=0"))).isEmpty();
        put(token("alpha", "https://other.example"));
        assertThat(told(watch(query + "&resourceVersion=10"))).containsExactly("MODIFIED alpha 11");
    }

    @Test
    void marksNothingForAClientThatUnderstandsNoBookmarks() {
        Watch watch = watch("watch=true&resourceVersionMatch=NotOlderThan&sendInitialEvents=true");
        assertThat(types(events(watch))).containsExactly("ADDED", "ADDED");
        assertThat(watch.bookmark()).isEmpty();
    }

    @Test
    void theStateOfAVersionStillToComeIsAwaited() {
        Watching.Asked asked = ask(WATCH_LIST + "&resourceVersion=11", "");
        assertThat(asked.isAhead()).isTrue();
        assertThat(asked.tooFarAhead().code()).isEqualTo(504);
        assertThat(asked.tooFarAhead().causes())
                .extracting(Failure.Cause::reason)
                .containsExactly("ResourceVersionTooLarge");
        put(token("alpha", "https://other.example"));
        assertThat(asked.isAhead()).isFalse();
        assertThat(told(asked.begin())).containsExactly("ADDED alpha 11", "ADDED beta 5", "BOOKMARK  11");
    }

    @Test
    void bookmarksSayHowFarItIsAndComeOnlyAfterTheState() {
        Watch watch = watch(WATCH_LIST);
        assertThat(watch.bookmark()).isEmpty();
        events(watch);
        history.inStep("30");
        assertThat(version(watch.bookmark())).isEqualTo("30");
        Watch behind = watch("watch=true&allowWatchBookmarks=true&resourceVersion=10");
        put("31", token("alpha", "https://other.example"));
        assertThat(version(behind.bookmark())).isEqualTo("10");
    }

    @ParameterizedTest
    @CsvSource({
        "eu, us, eu, DELETED alpha 11",
        "us, eu, eu, ADDED alpha 11",
        "eu, eu, eu, MODIFIED alpha 11",
        "us, us, eu, ",
    })
    void beginningOrCeasingToMatchIsAnEventOfItsOwn(String before, String after, String wanted, String event) {
        put("10", label(token("alpha", "https://alpha.example"), "region", before));
        Watch watch = watch("watch=true&resourceVersion=10&labelSelector=region%3D" + wanted);
        put(label(token("alpha", "https://alpha.example"), "region", after));
        List<JsonObject> events = events(watch);
        assertThat(events.stream().map(WatchTest::text).toList()).isEqualTo(event == null ? List.of() : List.of(event));
        events.forEach(told -> assertThat(labelOf(told)).isEqualTo(wanted));
    }

    @Test
    void aMemberThatNeverMatchedIsNotToldToBeGone() {
        Watch watch = watch("watch=true&resourceVersion=10&fieldSelector=metadata.name%3Dbeta");
        put(token("alpha", "https://other.example"));
        delete("alpha");
        delete("beta");
        assertThat(told(watch)).containsExactly("DELETED beta 13");
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
        Failure failure = catchThrowableOfType(Failure.class, () -> watch("watch=true&" + query));
        assertThat(failure.code()).isEqualTo(422);
        assertThat(failure.reason()).isEqualTo("Invalid");
        assertThat(failure.getMessage()).contains(message);
    }

    @ParameterizedTest
    @CsvSource({
        "resourceVersion=abc, 400",
        "fieldSelector=spec.provider%3Dx, 400",
        "labelSelector=%28, 400",
        "timeoutSeconds=soon, 400"
    })
    void refusesWhatCannotBeUnderstood(String query, int code) {
        assertThat(catchThrowableOfType(Failure.class, () -> watch("watch=true&" + query))
                        .code())
                .isEqualTo(code);
    }

    @Test
    void onlyTheFirstTableSaysWhatItsColumnsAre() {
        Watch watch = watch("watch=true", TABLE);
        put(token("alpha", "https://other.example"));
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
        Watch second = watch("watch=true&resourceVersion=10", TABLE);
        assertThat(events(second).get(0).getJsonObject("object").getJsonArray("columnDefinitions"))
                .isNotEmpty();
    }

    @Test
    void theStatusOfATableWatchIsNoTable() {
        Watch watch = watch("watch=true&resourceVersion=9", TABLE);
        assertThat(events(watch).get(0).getJsonObject("object").getString("kind"))
                .isEqualTo("Status");
    }

    @Test
    void tellsMetadataAloneToThoseWhoWantNoMore() {
        put(token("alpha", "https://other.example"));
        JsonObject object =
                events(watch("watch=true&resourceVersion=10", PARTIAL)).get(0).getJsonObject("object");
        assertThat(object.fieldNames()).containsExactlyInAnyOrder("kind", "apiVersion", "metadata");
        assertThat(object.getString("kind")).isEqualTo("PartialObjectMetadata");
        assertThat(object.getString("apiVersion")).isEqualTo("meta.k8s.io/v1");
        assertThat(catchThrowableOfType(Failure.class, () -> watch("watch=true", "application/vnd.kubernetes.protobuf"))
                        .code())
                .isEqualTo(406);
    }

    @ParameterizedTest
    @ValueSource(strings = {"clustergateways", "virtualclusters"})
    void neverShowsASecret(String resource) {
        for (String accept : List.of("", TABLE, PARTIAL)) {
            Watch watch = watching.ask(new WatchQuestion(resource, "watch=true&includeObject=Object", accept))
                    .begin();
            put(annotation(token("alpha", "https://other.example"), "cluster.core.oam.dev/cluster-alias", "a"));
            delete("beta");
            put(token("beta", "https://beta.example"));
            String all = text(watch);
            assertThat(all).contains("alpha", "beta").doesNotContain(CANARY, Secrets.base64(CANARY));
        }
    }

    @Test
    void tellsOfVirtualClustersButNeverOfTheHubItself() {
        Watch watch = watching.ask(new WatchQuestion("virtualclusters", "watch=true", ""))
                .begin();
        assertThat(told(watch)).containsExactly("ADDED local null", "ADDED alpha 5", "ADDED beta 5");
        put(token("local", "https://x.example"));
        put(token("alpha", "https://other.example"));
        assertThat(told(watch)).containsExactly("MODIFIED alpha 12");
    }

    @Test
    void oneChangeIsEncodedOnceForAThousandWatches() {
        List<Watch> watches = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            watches.add(watch(WATCH_LIST));
        }
        watches.forEach(WatchTest::events);
        long before = frames.encoded();
        put(token("alpha", "https://other.example"));
        List<Buffer> told =
                watches.stream().map(watch -> watch.next().orElseThrow()).toList();
        assertThat(frames.encoded() - before).isEqualTo(1);
        assertThat(told).allMatch(frame -> frame == told.get(0));
        assertThat(before).isEqualTo(2 + 1000);
    }

    @Test
    void whatIsKeptEncodedIsBounded() {
        Frames few = new Frames(1);
        Watching forgetful = new Watching(List.of(Reads.ofClusterGateways(false)), snapshots, history, few);
        WatchQuestion question = new WatchQuestion("clustergateways", "watch=true", "");
        assertThat(told(forgetful.ask(question).begin()))
                .isEqualTo(told(forgetful.ask(question).begin()));
        assertThat(few.encoded()).isEqualTo(4);
    }

    @Test
    void aLongStateComesInFramesOfWholeEvents() {
        for (int i = 0; i < 1000; i++) {
            put(token("m" + i, "https://m.example"));
        }
        Watch watch = watch(WATCH_LIST);
        int events = 0;
        for (Optional<Buffer> frame = watch.next(); frame.isPresent(); frame = watch.next()) {
            assertThat(frame.get().length()).isLessThan(40_000);
            events += (int) frame.get().toString().lines().map(JsonObject::new).count();
        }
        assertThat(events).isEqualTo(1003);
    }

    private Watch watch(String query) {
        return watch(query, "");
    }

    private Watch watch(String query, String accept) {
        return ask(query, accept).begin();
    }

    private Watching.Asked ask(String query, String accept) {
        return watching.ask(new WatchQuestion("clustergateways", query, accept));
    }

    private void listed(String listVersion, JsonObject... secrets) {
        current = new Snapshot(listVersion, Snapshot.EMPTY.entries());
        for (JsonObject secret : secrets) {
            Entry entry = READER.read(secret);
            current = new Snapshot(listVersion, current.entries().plus(entry.name(), entry));
        }
        history.begin(listVersion);
        snapshots.add(current);
    }

    private void put(JsonObject secret) {
        put(String.valueOf(++version), secret);
    }

    private void put(String at, JsonObject secret) {
        secret.getJsonObject("metadata").put("resourceVersion", at);
        Entry entry = READER.read(secret);
        next(entry.name(), new Snapshot(at, current.entries().plus(entry.name(), entry)));
    }

    private void delete(String name) {
        next(name, new Snapshot(String.valueOf(++version), current.entries().minus(name)));
    }

    private void next(String name, Snapshot snapshot) {
        history.add(new Change(name, current, snapshot));
        current = snapshot;
        snapshots.add(current);
    }

    private static List<String> told(Watch watch) {
        return events(watch).stream().map(WatchTest::text).toList();
    }

    private static List<JsonObject> events(Watch watch) {
        return text(watch).lines().map(JsonObject::new).toList();
    }

    private static String text(Watch watch) {
        StringBuilder all = new StringBuilder();
        for (Optional<Buffer> frame = watch.next(); frame.isPresent(); frame = watch.next()) {
            all.append(frame.get());
        }
        return all.toString();
    }

    private static List<String> types(List<JsonObject> events) {
        return events.stream().map(event -> event.getString("type")).toList();
    }

    private static String text(JsonObject event) {
        JsonObject metadata = event.getJsonObject("object").getJsonObject("metadata");
        return "%s %s %s"
                .formatted(
                        event.getString("type"), metadata.getString("name", ""), metadata.getString("resourceVersion"));
    }

    private static String labelOf(JsonObject event) {
        return event.getJsonObject("object")
                .getJsonObject("metadata")
                .getJsonObject("labels")
                .getString("region");
    }

    private static String version(Optional<Buffer> bookmark) {
        JsonObject event = bookmark.orElseThrow().toJsonObject();
        assertThat(event.getString("type")).isEqualTo("BOOKMARK");
        return event.getJsonObject("object").getJsonObject("metadata").getString("resourceVersion");
    }
}
