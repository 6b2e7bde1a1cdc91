package io.clustergateway.certificate;

import io.clustergateway.certificates.Authority;
import io.clustergateway.certificates.Pair;
import io.clustergateway.certificates.Pem;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The Secret's form: type {@code kubernetes.io/tls} with {@code ca.crt}, and the authorities' keys beside. Blocks. */
final class SecretText {
    /** On Secrets that the gateway made and may write. */
    static final String OURS = "cluster.core.oam.dev/self-managed-certificate";

    private static final String FORMER_UNTIL = "cluster.core.oam.dev/former-authorities-until";
    private static final String SIGNER = "ca";
    private static final String NEXT = "next-ca";
    private static final String LEAF = "tls";
    private static final String CERTIFICATE = ".crt";
    private static final String KEY = ".key";
    private static final String SIGNER_CERTIFICATE = "signing-ca" + CERTIFICATE;
    private static final String TRUE = "true";

    private SecretText() {}

    /** Never throws for what is in it. */
    static Stored read(JsonObject secret) {
        JsonObject data = object(secret, "data");
        Optional<Pair> leaf = Optional.empty();
        String fault = "";
        try {
            leaf = Optional.of(pair(data, LEAF + CERTIFICATE, LEAF + KEY));
        } catch (IllegalArgumentException e) {
            fault = e.getMessage();
        }
        JsonObject annotations = object(object(secret, "metadata"), "annotations");
        if (!TRUE.equals(annotations.getValue(OURS))) {
            return new Stored.Foreign(leaf, fault);
        }
        try {
            return new Stored.Sound(holding(data, annotations));
        } catch (IllegalArgumentException e) {
            return new Stored.Broken(e.getMessage(), leaf, believed(data));
        }
    }

    /** The Secret as it is to be, on the ground of what it was; of an empty one a new one. */
    static JsonObject write(JsonObject former, Holding holding) {
        JsonObject data = object(former, "data");
        put(data, LEAF + CERTIFICATE, Pem.certificates(holding.leaf().chain()));
        put(data, LEAF + KEY, Pem.key(holding.leaf().key()));
        put(data, SIGNER + CERTIFICATE, Pem.certificates(holding.bundle()));
        put(data, SIGNER_CERTIFICATE, Pem.certificate(holding.signer().certificate()));
        put(data, SIGNER + KEY, Pem.key(holding.signer().key()));
        data.remove(NEXT + CERTIFICATE);
        data.remove(NEXT + KEY);
        holding.next().ifPresent(next -> {
            put(data, NEXT + CERTIFICATE, Pem.certificate(next.certificate()));
            put(data, NEXT + KEY, Pem.key(next.key()));
        });
        JsonObject metadata = object(former, "metadata");
        JsonObject annotations = object(metadata, "annotations").put(OURS, TRUE);
        annotations.remove(FORMER_UNTIL);
        holding.formerUntil().ifPresent(until -> annotations.put(FORMER_UNTIL, until.toString()));
        JsonObject secret = former.isEmpty()
                ? new JsonObject().put("apiVersion", "v1").put("kind", "Secret").put("type", "kubernetes.io/tls")
                : former.copy();
        return secret.put("metadata", metadata.put("annotations", annotations)).put("data", data);
    }

    private static Holding holding(JsonObject data, JsonObject annotations) {
        Pair leaf = pair(data, LEAF + CERTIFICATE, LEAF + KEY);
        Pair signer = pair(data, SIGNER_CERTIFICATE, SIGNER + KEY);
        Optional<Authority> next = data.containsKey(NEXT + CERTIFICATE)
                ? Optional.of(authority(pair(data, NEXT + CERTIFICATE, NEXT + KEY)))
                : Optional.empty();
        List<X509Certificate> former = new ArrayList<>(certificates(data, SIGNER + CERTIFICATE));
        if (!former.remove(signer.leaf())) {
            throw new IllegalArgumentException("ca.crt without the certificate in " + SIGNER_CERTIFICATE);
        }
        next.map(Authority::certificate).ifPresent(former::remove);
        Holding holding = new Holding(leaf, authority(signer), next, former, until(annotations));
        if (holding.bundle().stream().noneMatch(each -> Authority.isIssuerOf(each, leaf.leaf()))) {
            throw new IllegalArgumentException("tls.crt: signed by none of ca.crt");
        }
        return holding;
    }

    private static Authority authority(Pair pair) {
        return new Authority(pair.leaf(), pair.key());
    }

    private static Optional<Instant> until(JsonObject annotations) {
        try {
            return annotations.getValue(FORMER_UNTIL) instanceof String text
                    ? Optional.of(Instant.parse(text))
                    : Optional.empty();
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "annotation %s: no time (expected: RFC 3339)".formatted(FORMER_UNTIL), e);
        }
    }

    private static List<X509Certificate> believed(JsonObject data) {
        try {
            return certificates(data, SIGNER + CERTIFICATE);
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    private static Pair pair(JsonObject data, String certificate, String key) {
        try {
            return Pair.of(text(data, certificate), text(data, key));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("%s, %s: %s".formatted(certificate, key, e.getMessage()), e);
        }
    }

    private static List<X509Certificate> certificates(JsonObject data, String key) {
        try {
            return Pair.certificates(text(data, key));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("%s: %s".formatted(key, e.getMessage()), e);
        }
    }

    private static String text(JsonObject data, String key) {
        return data.getValue(key) instanceof String base64 ? decoded(base64) : "";
    }

    private static String decoded(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    private static void put(JsonObject data, String key, String text) {
        data.put(key, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private static JsonObject object(JsonObject json, String key) {
        return json.getValue(key) instanceof JsonObject object ? object.copy() : new JsonObject();
    }
}
