package io.clustergateway.dist.report;

import java.util.Locale;

/** What a check came to. */
public enum Outcome {
    OK,
    /** It works, and not as people expect, or not for long. */
    WARNING,
    /** Requests fail by it. */
    FAULT,
    /** It was not tried, because something before it failed or nobody may look. */
    SKIPPED;

    /** As it is printed. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
