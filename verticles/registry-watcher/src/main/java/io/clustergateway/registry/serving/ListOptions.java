package io.clustergateway.registry.serving;

import io.clustergateway.kernel.DecodedQuery;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import java.util.Optional;

/**
 * What is asked of a list, checked as kube-apiserver does (apimachinery meta/internalversion/validation).
 *
 * @param limit 0 for none
 * @param version empty, or the resourceVersion asked for
 */
record ListOptions(Selection selection, long limit, Optional<Continue> next, String version, String match) {
    static ListOptions of(DecodedQuery query) {
        if (query.flag("watch")) {
            throw Failure.methodNotAllowed("watch is not supported on this resource (expected: get or list)");
        }
        if (query.has("sendInitialEvents")) {
            throw invalid("sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list");
        }
        String token = query.text("continue");
        ListOptions options = new ListOptions(
                Selection.of(query),
                Math.max(0, query.number("limit")),
                token.isEmpty() ? Optional.empty() : Optional.of(Continue.parse(token)),
                query.text("resourceVersion"),
                query.text("resourceVersionMatch"));
        options.check();
        return options;
    }

    private void check() {
        checkVersion(version);
        if (next.isPresent() && !version.isEmpty() && !version.equals("0")) {
            throw Failure.badRequest("specifying resource version is not allowed when using continue");
        }
        if (match.isEmpty()) {
            return;
        }
        if (version.isEmpty()) {
            throw invalid(
                    "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided");
        }
        if (next.isPresent()) {
            throw invalid(
                    "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided");
        }
        if (!match.equals("Exact") && !match.equals("NotOlderThan")) {
            throw invalid(
                    "resourceVersionMatch: Unsupported value: \"%s\": supported values: \"Exact\", \"NotOlderThan\", \"\""
                            .formatted(match));
        }
        if (match.equals("Exact") && version.equals("0")) {
            throw invalid(
                    "resourceVersionMatch: Forbidden: resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
        }
    }

    /**
     * The snapshot to list from.
     *
     * @throws Failure 410 when it is kept no more, 504 when it is still to come
     */
    Snapshot from(Snapshots snapshots, Snapshot current) {
        if (next.isPresent()) {
            return snapshots.of(next.get().version()).orElseThrow(Continue::expired);
        }
        if (!version.isEmpty() && Versions.isLater(version, current.version())) {
            throw tooLarge(version, current.version());
        }
        if (match.equals("Exact")) {
            return snapshots
                    .of(version)
                    .orElseThrow(() -> Failure.of(
                            410, "Expired", "The resourceVersion for the provided list is too old.", Hop.REGISTRY));
        }
        return current;
    }

    static void checkVersion(String version) {
        if (!version.isEmpty() && !version.matches("[0-9]+")) {
            throw Failure.badRequest("resourceVersion: %s (expected: one given by this server)".formatted(version));
        }
    }

    /** 504 in the reference's words: the version is still to come. */
    static Failure tooLarge(String version, String current) {
        return Failure.timeout("Too large resource version: %s, current: %s".formatted(version, current), Hop.REGISTRY)
                .because("ResourceVersionTooLarge", "Too large resource version")
                .retryAfter(1);
    }

    static Failure invalid(String what) {
        return Failure.of(422, "Invalid", "ListOptions.meta.k8s.io \"\" is invalid: " + what, Hop.REQUEST);
    }
}
