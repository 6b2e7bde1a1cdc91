package io.clustergateway.identity.external;

import io.clustergateway.rules.Identity;
import io.clustergateway.rules.Limits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads an identity that a member would get unchanged. */
final class AnsweredIdentity {
    private static final int MOST = Limits.DEFAULT.identitySize();

    /**
     * As in the published schema. Headers lose white space at their ends, so such a name would become another one at the
     * member.
     */
    private static final Pattern CARRIED =
            Pattern.compile("[^\\s\\p{Z}\\x00-\\x1f\\x7f]([^\\x00-\\x1f\\x7f]*[^\\s\\p{Z}\\x00-\\x1f\\x7f])?");

    private AnsweredIdentity() {}

    static Identity read(JsonFields fields) {
        String user = required(fields, "username", fields.text("username"));
        String uid = fields.text("uid");
        return new Identity(
                user,
                uid.isEmpty() ? Optional.empty() : Optional.of(required(fields, "uid", uid)),
                all(fields, "groups", fields.texts("groups")),
                fields.object("extra").map(AnsweredIdentity::extra).orElse(Map.of()));
    }

    private static Map<String, List<String>> extra(JsonFields fields) {
        Map<String, List<String>> extra = new TreeMap<>();
        int values = 0;
        for (Map.Entry<String, List<String>> entry : fields.lists().entrySet()) {
            String key = entry.getKey().toLowerCase(Locale.ROOT);
            if (!isCarried(key) || extra.put(key, all(fields, "values", entry.getValue())) != null) {
                throw fields.wrong("keys", "texts without control characters, not equal but for capitals");
            }
            values += entry.getValue().size();
        }
        if (values > MOST) {
            throw fields.wrong("values", MOST + " at most");
        }
        return extra;
    }

    private static List<String> all(JsonFields fields, String key, List<String> texts) {
        if (texts.size() > MOST) {
            throw fields.wrong(key, MOST + " at most");
        }
        texts.forEach(text -> required(fields, key, text));
        return texts;
    }

    private static String required(JsonFields fields, String key, String text) {
        if (!isCarried(text)) {
            throw fields.wrong(key, "text that is not empty, without control characters and white space at its ends");
        }
        return text;
    }

    private static boolean isCarried(String text) {
        return CARRIED.matcher(text).matches()
                && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
