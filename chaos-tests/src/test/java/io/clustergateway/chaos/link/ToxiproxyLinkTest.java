package io.clustergateway.chaos.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clustergateway.testkit.link.Toxic;
import io.clustergateway.testkit.link.Toxic.Stream;
import io.clustergateway.testkit.link.Toxic.Type;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a link says to Toxiproxy, where there is none: to a stand-in that takes what Toxiproxy documents and nothing else. */
final class ToxiproxyLinkTest {
    private final Vertx vertx = Vertx.vertx();
    private final ToxiproxyStandIn toxiproxy = new ToxiproxyStandIn(vertx);
    private final ToxiproxyLinks links = new ToxiproxyLinks(URI.create(toxiproxy.url()));
    private final ToxiproxyLink link = (ToxiproxyLink) links.to("alpha", 6443);

    @AfterEach
    void stop() {
        toxiproxy.close();
        vertx.close().await();
    }

    @Test
    void makesAProxyOnAFreePortOfLoopbackAndTakesItAwayAgain() {
        assertThat(proxy().getString("upstream")).isEqualTo("127.0.0.1:6443");
        assertThat(proxy().getBoolean("enabled")).isTrue();
        assertThat(proxy().getString("listen")).isEqualTo("127.0.0.1:" + link.port());
        link.close();
        assertThat(toxiproxy.proxies()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "latency, latency jitter",
        "bandwidth, rate",
        "slow_close, delay",
        "timeout, timeout",
        "reset_peer, timeout",
        "slicer, average_size size_variation delay",
        "limit_data, bytes"
    })
    void addsEveryToxicByItsDocumentedNameAndAttributesAndRemovesIt(String type, String attributes) {
        Map<String, Integer> values =
                Arrays.stream(attributes.split(" ")).collect(Collectors.toMap(name -> name, String::length));
        link.add(new Toxic("mine", type(type), Stream.UPSTREAM, 0.5, values));
        assertThat(toxics().getJsonObject("mine"))
                .isEqualTo(new JsonObject()
                        .put("name", "mine")
                        .put("type", type)
                        .put("stream", "upstream")
                        .put("toxicity", 0.5)
                        .put("attributes", new JsonObject(Map.copyOf(values))));
        link.remove("mine");
        assertThat(toxics()).isEmpty();
    }

    @Test
    void halfOpenIsATimeoutThatNeverEnds() {
        link.add(Toxic.of("mine", Type.HALF_OPEN, Stream.DOWNSTREAM, Map.of()));
        JsonObject toxic = toxics().getJsonObject("mine");
        assertThat(toxic.getString("type")).isEqualTo("timeout");
        assertThat(toxic.getJsonObject("attributes").getInteger("timeout")).isZero();
    }

    @Test
    void aCutDisablesTheProxyAndMendingEnablesItWithoutToxics() {
        link.add(Toxic.of("mine", Type.LATENCY, Stream.DOWNSTREAM, Map.of("latency", 5)));
        link.cut();
        assertThat(proxy().getBoolean("enabled")).isFalse();
        assertThat(proxy().getString("upstream")).isEqualTo("127.0.0.1:6443");
        link.mend();
        assertThat(proxy().getBoolean("enabled")).isTrue();
        assertThat(toxics()).isEmpty();
    }

    @Test
    void tellsWhatToxiproxyRefused() {
        Toxic toxic = Toxic.of("mine", Type.LATENCY, Stream.DOWNSTREAM, Map.of("latency", 5));
        link.add(toxic);
        assertThatThrownBy(() -> link.add(toxic))
                .hasMessageContaining("/toxics: 409")
                .hasMessageContaining("already");
        assertThatThrownBy(() -> links.to("alpha", 6443)).hasMessageContaining("POST /proxies: 409");
    }

    private JsonObject proxy() {
        return toxiproxy.proxies().get("alpha");
    }

    private JsonObject toxics() {
        return proxy().getJsonObject("toxics");
    }

    private static Type type(String name) {
        return Arrays.stream(Type.values())
                .filter(type -> type.toString().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
