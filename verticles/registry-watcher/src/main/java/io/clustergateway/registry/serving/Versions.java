package io.clustergateway.registry.serving;

/** The order of resourceVersions: numbers of any length, as every hub gives them. */
public final class Versions {
    private Versions() {}

    /** Whether one version is later than another. */
    public static boolean isLater(String one, String other) {
        return compare(one, other) > 0;
    }

    /** Compared by length first, then as text, so that none overflows. */
    static int compare(String one, String other) {
        String a = plain(one);
        String b = plain(other);
        return a.length() != b.length() ? Integer.compare(a.length(), b.length()) : a.compareTo(b);
    }

    private static String plain(String version) {
        return version.startsWith("0") ? version.replaceFirst("^0+(?=.)", "") : version;
    }
}
