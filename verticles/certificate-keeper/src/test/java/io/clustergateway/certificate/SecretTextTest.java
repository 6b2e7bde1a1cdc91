package io.clustergateway.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.certificates.Pair;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretTextTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Aggregation HUB = new Aggregation("here", List.of("gateway.here.svc"), List.of(), true);
    private static final Holding FIRST = step(new Stored.Absent(), false, NOW);
    private static final Holding PREPARED = step(new Stored.Sound(FIRST), false, NOW.plus(Duration.ofDays(730)));
    private static final Holding SIGNED = step(new Stored.Sound(PREPARED), true, NOW.plus(Duration.ofDays(731)));

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void isReadAsItWasWritten(int which) {
        Holding holding = List.of(FIRST, PREPARED, SIGNED).get(which);

        JsonObject secret = SecretText.write(new JsonObject(), holding);

        assertThat(SecretText.read(secret)).isEqualTo(new Stored.Sound(holding));
        assertThat(secret.getString("type")).isEqualTo("kubernetes.io/tls");
        assertThat(Pair.certificates(text(secret, "ca.crt"))).isEqualTo(holding.bundle());
    }

    @Test
    void leavesNothingOfTheNextAuthorityOnceItSigns() {
        JsonObject secret = SecretText.write(SecretText.write(new JsonObject(), PREPARED), SIGNED);

        assertThat(secret.getJsonObject("data").fieldNames())
                .containsExactlyInAnyOrder("tls.crt", "tls.key", "ca.crt", "signing-ca.crt", "ca.key");
    }

    @Test
    void keepsWhatOthersWroteBeside() {
        JsonObject metadata = new JsonObject()
                .put("resourceVersion", "7")
                .put("labels", new JsonObject().put("team", "a"))
                .put("annotations", new JsonObject().put("note", "b"));

        JsonObject secret = SecretText.write(
                new JsonObject()
                        .put("type", "Opaque")
                        .put("metadata", metadata)
                        .put("data", new JsonObject().put("x", "eA==")),
                FIRST);

        assertThat(secret.getString("type")).isEqualTo("Opaque");
        assertThat(secret.getJsonObject("metadata").getString("resourceVersion"))
                .isEqualTo("7");
        assertThat(secret.getJsonObject("metadata").getJsonObject("labels")).hasSize(1);
        assertThat(secret.getJsonObject("metadata").getJsonObject("annotations").getString("note"))
                .isEqualTo("b");
        assertThat(secret.getJsonObject("data").getString("x")).isEqualTo("eA==");
    }

    @ParameterizedTest
    @CsvSource({
        "tls.crt, '', no certificate",
        "tls.crt, '-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n', a broken certificate",
        "tls.key, 'rubbish', no private key",
        "ca.crt, '', no certificate",
        "ca.key, '', no private key",
        "signing-ca.crt, '', no certificate"
    })
    void isBrokenWithOneLineThatNamesThePlaceAndNothingOfTheKey(String key, String text, String fault) {
        JsonObject secret = SecretText.write(new JsonObject(), FIRST);
        secret.getJsonObject("data").put(key, base64(text));

        assertThat(SecretText.read(secret))
                .isInstanceOfSatisfying(
                        Stored.Broken.class,
                        broken -> assertThat(broken.fault())
                                .contains(key)
                                .contains(fault)
                                .doesNotContain("\n"));
    }

    @Test
    void isBrokenWhenItsKeysAreExchanged() {
        JsonObject secret = SecretText.write(new JsonObject(), FIRST);
        JsonObject data = secret.getJsonObject("data");
        data.put("tls.key", data.getString("ca.key"));

        assertThat(SecretText.read(secret)).isInstanceOf(Stored.Broken.class);
    }

    @Test
    void isBrokenWhenNobodyBelievedSignedIt() {
        JsonObject secret = SecretText.write(new JsonObject(), FIRST);
        JsonObject other = SecretText.write(new JsonObject(), step(new Stored.Absent(), false, NOW));
        for (String key : List.of("tls.crt", "tls.key")) {
            secret.getJsonObject("data").put(key, other.getJsonObject("data").getString(key));
        }

        assertThat(SecretText.read(secret)).isInstanceOf(Stored.Broken.class);
    }

    @Test
    void isForeignWithoutTheAnnotationWhateverItHolds() {
        JsonObject secret = SecretText.write(new JsonObject(), FIRST);
        secret.getJsonObject("metadata").remove("annotations");

        assertThat(SecretText.read(secret)).isEqualTo(new Stored.Foreign(Optional.of(FIRST.leaf()), ""));
        assertThat(SecretText.read(new JsonObject().put("data", 7))).isInstanceOf(Stored.Foreign.class);
    }

    private static Holding step(Stored stored, boolean nextIsKnown, Instant now) {
        return Plan.of(stored, Optional.of(HUB), nextIsKnown, Pace.SYSTEM, now)
                .write()
                .orElseThrow();
    }

    private static String text(JsonObject secret, String key) {
        return new String(
                Base64.getDecoder().decode(secret.getJsonObject("data").getString(key)), StandardCharsets.UTF_8);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
