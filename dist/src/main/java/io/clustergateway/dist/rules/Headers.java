package io.clustergateway.dist.rules;

import io.clustergateway.rules.Identity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** An identity as the header lines that the member gets, with names as people write them. */
final class Headers {
    private static final String TOKEN_PUNCTUATION = "!#$&'*+-.^_`|~";

    private Headers() {}

    static List<String> of(Identity identity) {
        List<String> lines = new ArrayList<>();
        lines.add("Impersonate-User: " + identity.user());
        identity.uid().ifPresent(uid -> lines.add("Impersonate-Uid: " + uid));
        identity.groups().forEach(group -> lines.add("Impersonate-Group: " + group));
        identity.extra()
                .forEach((key, values) ->
                        values.forEach(value -> lines.add("Impersonate-Extra-%s: %s".formatted(escaped(key), value))));
        return lines;
    }

    /** As client-go writes them (transport/round_trippers.go): what is no token character is percent-encoded. */
    private static String escaped(String key) {
        StringBuilder escaped = new StringBuilder();
        for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean isPlain = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || TOKEN_PUNCTUATION.indexOf(c) >= 0;
            escaped.append(isPlain ? String.valueOf(c) : "%%%02X".formatted((int) c));
        }
        return escaped.toString();
    }
}
