package io.clustergateway.dist.doctor.why;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The way of one request, hop by hop. */
final class Story {
    private static final List<String> HOPS = List.of(
            "request", "hub authentication", "hub authorization", "registry", "identity exchange", "gateway", "member");
    private static final int REFUSED = 400;

    private final String auditId;
    private final Optional<Facts> hub;
    private final Optional<Facts> gateway;
    private final Optional<Facts> member;
    private final List<Step> steps = new ArrayList<>();

    Story(String auditId, Optional<Facts> hub, Optional<Facts> gateway, Optional<Facts> member) {
        this.auditId = auditId;
        this.hub = hub;
        this.gateway = gateway;
        this.member = member;
        hub.ifPresent(this::atHub);
        gateway.ifPresentOrElse(this::atGateway, () -> steps.add(unknown("gateway")));
        member.ifPresent(this::atMember);
    }

    boolean isKnown() {
        return hub.isPresent() || gateway.isPresent() || member.isPresent();
    }

    boolean isRefused() {
        return !mend().isEmpty();
    }

    String mend() {
        if (gateway.isPresent()) {
            return gateway.get().ours("refused-by").isEmpty() && gateway.get().code() < REFUSED
                    ? ""
                    : gateway.get().code() == 499 ? "" : Mend.of(gateway.get());
        }
        return hub.filter(facts -> facts.code() >= REFUSED).map(Mend::ofHub).orElse("");
    }

    List<String> words() {
        List<String> lines = new ArrayList<>();
        lines.add(title());
        steps.forEach(step -> lines.addAll(step.words()));
        lines.add(verdict());
        mend().lines().forEach(line -> lines.add("  " + line));
        return lines;
    }

    JsonObject json() {
        JsonArray all = new JsonArray();
        steps.forEach(step -> all.add(step.json()));
        return new JsonObject()
                .put("auditID", auditId)
                .put("code", code())
                .put("refusedBy", refusedBy())
                .put("message", message())
                .put("steps", all)
                .put("mend", mend());
    }

    private void atHub(Facts facts) {
        String who = facts.user("impersonatedUser").equals("nobody known")
                ? facts.user("user")
                : facts.user("user") + " as " + facts.user("impersonatedUser");
        boolean stopped = gateway.isEmpty() && facts.code() >= REFUSED;
        steps.add(new Step(
                "hub",
                stopped ? "refused" : "ok",
                "%s from %s, %s%s".formatted(who, facts.sources(), facts.text("verb"), answered(facts)),
                ""));
    }

    private void atGateway(Facts facts) {
        String refused = facts.ours("refused-by");
        int last = refused.isEmpty() ? HOPS.size() : HOPS.indexOf(refused);
        access(facts, last);
        if (!facts.ours("inner-verb").isEmpty() && last > HOPS.indexOf("hub authorization")) {
            add(
                    "registry",
                    last,
                    facts.ours("member").isEmpty()
                            ? "no such member"
                            : "member " + facts.ours("member") + queued(facts),
                    "");
        }
        if (!facts.ours("latency-identity-ms").isEmpty() || refused.equals("identity exchange")) {
            add("identity exchange", last, identity(facts), facts.ours("latency-identity-ms"));
        }
        if (!facts.ours("latency-member-connect-ms").isEmpty() || refused.equals("member")) {
            add("member", last, atMemberAsSeen(facts), facts.ours("latency-member-first-byte-ms"));
        }
        if (refused.equals("gateway") || refused.equals("request")) {
            steps.add(new Step(refused, "refused", facts.text("responseStatus", "message"), ""));
        }
        if (!facts.isOver()) {
            steps.add(new Step("gateway", "unknown", "it is not over, or its end is not in this log", ""));
        }
    }

    private void access(Facts facts, int last) {
        add(
                last == HOPS.indexOf("hub authentication") ? "hub authentication" : "hub authorization",
                last,
                facts.isForbidden()
                        ? facts.text("annotations", "authorization.k8s.io/reason")
                        : "%s may %s %s".formatted(facts.user("user"), facts.text("verb"), target(facts)),
                facts.ours("latency-access-ms"));
    }

    private void atMember(Facts facts) {
        String who = facts.text("impersonatedUser", "username").isEmpty()
                ? facts.user("user")
                : facts.user("impersonatedUser");
        steps.add(new Step(
                "member's log",
                facts.code() >= REFUSED ? "refused" : "ok",
                "%s%s".formatted(who, answered(facts)),
                ""));
    }

    private void add(String hop, int last, String text, String millis) {
        int at = HOPS.indexOf(hop);
        boolean refused = at == last;
        steps.add(new Step(hop, refused ? "refused" : "ok", refused && !isOwnAnswer(hop) ? message() : text, millis));
    }

    private boolean isOwnAnswer(String hop) {
        return hop.equals("member") && message().isEmpty();
    }

    private static String queued(Facts facts) {
        String millis = facts.ours("latency-queue-ms");
        return millis.isEmpty() ? "" : ", whose queue it was in for %s ms".formatted(millis);
    }

    private static String identity(Facts facts) {
        String as = facts.text("impersonatedUser", "username").isEmpty()
                ? "the member credential's own identity"
                : facts.user("impersonatedUser");
        String rule = facts.ours("rule").isEmpty() ? "no rule" : "rule " + facts.ours("rule");
        String version = facts.ours("rule-set-version").isEmpty() ? "" : ", rules " + facts.ours("rule-set-version");
        return "%s (%s%s)".formatted(as, rule, version);
    }

    private static String atMemberAsSeen(Facts facts) {
        return "%s %s%s; connected in %s ms"
                .formatted(
                        facts.ours("inner-verb"),
                        inner(facts),
                        answered(facts),
                        facts.ours("latency-member-connect-ms"));
    }

    private static String inner(Facts facts) {
        if (facts.ours("inner-resource").isEmpty()) {
            return facts.ours("inner-path");
        }
        String sub = facts.ours("inner-subresource").isEmpty() ? "" : "/" + facts.ours("inner-subresource");
        String name = facts.ours("inner-name").isEmpty() ? "" : " " + facts.ours("inner-name");
        String namespace = facts.ours("inner-namespace").isEmpty() ? "" : " in " + facts.ours("inner-namespace");
        return facts.ours("inner-resource") + sub + name + namespace;
    }

    private static String target(Facts facts) {
        String sub =
                facts.text("objectRef", "subresource").isEmpty() ? "" : "/" + facts.text("objectRef", "subresource");
        return facts.text("objectRef", "resource").isEmpty()
                ? facts.text("requestURI")
                : facts.text("objectRef", "resource") + sub + " " + facts.text("objectRef", "name");
    }

    private static String answered(Facts facts) {
        String message = facts.text("responseStatus", "message");
        return facts.code() == 0 ? "" : ": %d%s".formatted(facts.code(), message.isEmpty() ? "" : " " + message);
    }

    private Step unknown(String hop) {
        return new Step(
                hop,
                "unknown",
                "no event of this request in its log: it did not come that far, or was not audited",
                "");
    }

    private String title() {
        Facts best = gateway.or(() -> hub).or(() -> member).orElseThrow();
        return "%s: %s %s, by %s at %s"
                .formatted(
                        auditId,
                        best.text("verb"),
                        best.text("requestURI"),
                        best.user("user"),
                        best.text("requestReceivedTimestamp"));
    }

    private String verdict() {
        if (!isRefused()) {
            return code() == 499 ? "the client left before the answer" : "served: " + code();
        }
        return "refused by %s with %d; what mends it:".formatted(refusedBy(), code());
    }

    private String refusedBy() {
        return gateway.map(facts -> facts.ours("refused-by")).orElseGet(() -> isRefused() ? "hub" : "");
    }

    private int code() {
        return gateway.or(() -> hub).or(() -> member).map(Facts::code).orElse(0);
    }

    private String message() {
        return gateway.or(() -> hub)
                .map(facts -> facts.text("responseStatus", "message"))
                .orElse("");
    }
}
