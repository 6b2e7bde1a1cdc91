package io.clustergateway.audit;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Keeps credentials out that travel where none belong: query parameters, and extra fields of users. */
final class Redaction {
    private static final String HIDDEN = "REDACTED";
    private static final Pattern PARAMETER = Pattern.compile(
            "([?&][^=&]*(?:token|passw|secret|api[_-]?key|authorization)[^=&]*=)[^&\\s]*", Pattern.CASE_INSENSITIVE);
    private static final List<String> KEYS = List.of("token", "passw", "secret", "private", "authorization", "cookie");

    private Redaction() {}

    static String uri(String text) {
        return text.indexOf('=') < 0 ? text : PARAMETER.matcher(text).replaceAll("$1" + HIDDEN);
    }

    static List<String> extra(String key, List<String> values) {
        String name = key.toLowerCase(Locale.ROOT);
        return KEYS.stream().anyMatch(name::contains)
                ? values.stream().map(value -> HIDDEN).toList()
                : values;
    }
}
