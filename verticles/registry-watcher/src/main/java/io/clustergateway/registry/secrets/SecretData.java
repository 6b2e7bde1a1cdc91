package io.clustergateway.registry.secrets;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** The decoded values of a Secret, each read with the fault to name when it is not what it should be. */
final class SecretData {
    private final JsonObject data;

    SecretData(JsonObject secret) {
        this.data = secret.getValue("data") instanceof JsonObject object ? object : new JsonObject();
    }

    String required(String key, String expected) throws MemberFault {
        return optional(key).orElseThrow(() -> MemberFault.key(key, "missing or empty", expected));
    }

    /** White space around a value is forgiven, because Secrets made from files end in a newline. */
    Optional<String> optional(String key) throws MemberFault {
        Object value = data.getValue(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof String text)) {
            throw MemberFault.key(key, "no text", "base64");
        }
        try {
            byte[] decoded = Base64.getDecoder().decode(text.replaceAll("\\s", ""));
            return Optional.of(new String(decoded, StandardCharsets.UTF_8).strip())
                    .filter(present -> !present.isEmpty());
        } catch (IllegalArgumentException e) {
            throw MemberFault.key(key, "not base64", "base64");
        }
    }

    boolean flag(String key) throws MemberFault {
        return switch (optional(key).orElse("false")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw MemberFault.key(key, "neither true nor false", "\"true\" or nothing");
        };
    }
}
