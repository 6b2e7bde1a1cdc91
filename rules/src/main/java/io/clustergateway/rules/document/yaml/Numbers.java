package io.clustergateway.rules.document.yaml;

import java.util.regex.Pattern;

/** Which plain scalars are numbers to YAML 1.1, YAML 1.2 or JSON. */
final class Numbers {
    private static final Pattern DECIMAL =
            Pattern.compile("[-+]?(?:[0-9][0-9_]*+\\.?[0-9_]*+|\\.[0-9][0-9_]*+)(?:[eE][-+]?[0-9]++)?");
    private static final Pattern OTHER_BASE = Pattern.compile("[-+]?0(?:x[0-9a-fA-F_]++|o[0-7_]++|b[01_]++)");
    private static final Pattern SPECIAL = Pattern.compile("[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)");

    private Numbers() {}

    static boolean isNumber(String value) {
        return DECIMAL.matcher(value).matches()
                || OTHER_BASE.matcher(value).matches()
                || SPECIAL.matcher(value).matches();
    }
}
