package io.clustergateway.dist.doctor.why;

import java.util.Optional;

/** What mends a refusal: a command, or YAML, or what to look at. */
final class Mend {
    private Mend() {}

    /** Of a refusal that the gateway has in its log. */
    static String of(Facts facts) {
        String member = facts.ours("member").isEmpty() ? facts.text("objectRef", "name") : facts.ours("member");
        String reason = facts.text("responseStatus", "reason");
        return switch (facts.ours("refused-by")) {
            case "hub authentication" ->
                "credentials that the hub takes: kubectl at the hub itself shows whether yours are";
            case "hub authorization" ->
                facts.code() == 403
                        ? "at the hub, kubectl apply:\n"
                                + outer(facts)
                                        .as(facts.text("responseStatus", "message"))
                                        .yaml()
                        : "the hub's API server, which answered no SubjectAccessReview: cluster-gateway doctor";
            case "registry" -> registry(facts, member, reason);
            case "identity exchange" ->
                Optional.of(facts.ours("rule"))
                        .filter(rule -> !rule.isEmpty())
                        .map(("rule %s, or a rule before it: cluster-gateway rules explain RULES"
                                + " shows who would be whom")::formatted)
                        .orElse("the rules: cluster-gateway rules lint RULES");
            case "member" -> member(facts, member, reason);
            case "request" -> "the request itself: " + facts.text("responseStatus", "message");
            default ->
                facts.ours("cause").equals("AuditFailed")
                        ? "room for the gateway's audit log, or --audit-log-mode=blocking"
                        : "the gateway's own log, by this audit id and time";
        };
    }

    /** Of a refusal that only the hub has in its log. */
    static String ofHub(Facts hub) {
        return hub.isForbidden()
                ? "at the hub, kubectl apply:\n"
                        + outer(hub).as(hub.text("responseStatus", "message")).yaml()
                : "the way from the hub to the gateway: cluster-gateway doctor";
    }

    private static String registry(Facts facts, String member, String reason) {
        if (reason.equals("ClusterOffline")) {
            return "cluster-gateway online " + member;
        }
        return facts.code() == 404
                ? "another name (cluster-gateway list), or cluster-gateway join " + member
                : "cluster-gateway doctor " + member;
    }

    private static String member(Facts facts, String member, String reason) {
        if (facts.code() == 403 && reason.isEmpty()) {
            return "at the member %s, kubectl apply:\n%s"
                    .formatted(member, inner(facts).yaml());
        }
        if (!reason.isEmpty()) {
            return "cluster-gateway doctor " + member;
        }
        return "the member's own answer, passed on: ask it there";
    }

    private static Grant outer(Facts facts) {
        return new Grant(
                facts.text("user", "username"),
                facts.text("verb"),
                facts.text("objectRef", "apiGroup"),
                facts.text("objectRef", "resource")
                        + (facts.text("objectRef", "subresource").isEmpty()
                                ? ""
                                : "/" + facts.text("objectRef", "subresource")),
                facts.text("objectRef", "namespace"),
                facts.text("objectRef", "name"));
    }

    private static Grant inner(Facts facts) {
        String as = facts.text("impersonatedUser", "username");
        String[] resource = facts.ours("inner-resource").split("\\.", 2);
        String sub = facts.ours("inner-subresource");
        return new Grant(
                as.isEmpty() ? "THE-CREDENTIALS-OWN-USER" : as,
                facts.ours("inner-verb"),
                resource.length > 1 ? resource[1] : "",
                sub.isEmpty() ? resource[0] : resource[0] + "/" + sub,
                facts.ours("inner-namespace"),
                "");
    }
}
