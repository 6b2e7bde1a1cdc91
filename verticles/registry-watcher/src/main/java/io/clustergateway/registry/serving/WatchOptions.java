package io.clustergateway.registry.serving;

import io.clustergateway.kernel.DecodedQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is asked of a watch, checked as kube-apiserver does (apimachinery meta/internalversion/validation).
 *
 * @param version empty, or the resourceVersion asked for
 * @param initialEvents whether the state comes first as events; empty when it was not asked either way
 * @param bookmarks whether the client understands bookmarks
 * @param limit after which the watch ends; zero for the server's choice
 */
record WatchOptions(
        Selection selection, String version, Optional<Boolean> initialEvents, boolean bookmarks, Duration limit) {
    private static final String NOT_OLDER = "NotOlderThan";

    /** Decades, which a timer can count in milliseconds. */
    private static final long MOST_SECONDS = Integer.MAX_VALUE;

    static WatchOptions of(DecodedQuery query) {
        Optional<Boolean> initialEvents =
                query.has("sendInitialEvents") ? Optional.of(query.flag("sendInitialEvents")) : Optional.empty();
        check(query, initialEvents.isPresent());
        String version = query.text("resourceVersion");
        ListOptions.checkVersion(version);
        return new WatchOptions(
                Selection.of(query),
                version,
                initialEvents,
                query.flag("allowWatchBookmarks"),
                Duration.ofSeconds(Math.min(MOST_SECONDS, Math.max(0, query.number("timeoutSeconds")))));
    }

    /** Whether the state is told before the changes: always when the client names no version it knows. */
    boolean wantsState() {
        return initialEvents.orElse(namesNoVersion());
    }

    /** Whether the end of the state is marked, which only a bookmark can do. */
    boolean wantsEndMark() {
        return initialEvents.orElse(false) && bookmarks;
    }

    boolean namesNoVersion() {
        return version.isEmpty() || version.equals("0");
    }

    private static void check(DecodedQuery query, boolean initialEvents) {
        String match = query.text("resourceVersionMatch");
        List<String> faults = new ArrayList<>();
        if (initialEvents && !match.equals(NOT_OLDER)) {
            faults.add("resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to "
                    + NOT_OLDER);
        }
        if (!match.isEmpty()) {
            if (!initialEvents) {
                faults.add("resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless"
                        + " sendInitialEvents is provided");
            }
            if (!match.equals(NOT_OLDER)) {
                faults.add("resourceVersionMatch: Unsupported value: \"%s\": supported values: \"%s\""
                        .formatted(match, NOT_OLDER));
            }
            if (!query.text("continue").isEmpty()) {
                faults.add(
                        "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided");
            }
        }
        if (!faults.isEmpty()) {
            throw ListOptions.invalid(faults.size() == 1 ? faults.get(0) : "[" + String.join(", ", faults) + "]");
        }
    }
}
