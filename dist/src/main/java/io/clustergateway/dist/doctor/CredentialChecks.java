package io.clustergateway.dist.doctor;

import io.clustergateway.dist.report.Check;
import io.clustergateway.dist.report.Paper;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.rules.tools.RuleTexts;
import io.clustergateway.rules.tools.rbac.MemberRbac;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the member makes of the credential, and whether it is ready. */
final class CredentialChecks {
    private static final String ACCEPTED = "member.credential.accepted";
    private static final String IDENTITY = "member.identity";
    private static final String IMPERSONATION = "member.impersonation";
    private static final String READY = "member.ready";
    private static final int UNAUTHORIZED = 401;
    private static final List<String> BORROWED = List.of("users", "groups", "serviceaccounts");

    private final String namespace;
    private final Cluster cluster;
    private final GatewaySettings settings;
    private final MemberLine line;

    CredentialChecks(String namespace, Cluster cluster, GatewaySettings settings, MemberLine line) {
        this.namespace = namespace;
        this.cluster = cluster;
        this.settings = settings;
        this.line = line;
    }

    /** As far as it goes; a credential that is refused is the last one looked at. */
    List<Check> look() {
        List<Check> checks = new ArrayList<>();
        try {
            MemberLine.Reply who = line.ask(
                    HttpMethod.POST,
                    "/apis/authentication.k8s.io/v1/selfsubjectreviews",
                    review("authentication.k8s.io/v1", "SelfSubjectReview").encode());
            String user = json(who)
                    .map(review -> Paper.text(review, "status", "userInfo", "username"))
                    .orElse("");
            boolean isRefused = who.code() == UNAUTHORIZED
                    || user.equals("system:anonymous")
                    || line.ask(HttpMethod.GET, "/api", "").code() == UNAUTHORIZED;
            if (isRefused) {
                checks.add(Check.fault(
                        ACCEPTED,
                        user.isEmpty() ? "401 Unauthorized" : "it takes us for " + user,
                        "the member does not accept the credential in the Secret: it has ended, was revoked, or is another cluster's",
                        SecretChecks.mend(namespace, cluster)));
                return checks;
            }
            checks.add(Check.ok(ACCEPTED, cluster.credential().type()));
            // Members before 1.28 have no selfsubjectreviews; then the credential's own words serve.
            String named =
                    user.isEmpty() ? SecretChecks.user(cluster.credential()).orElse("") : user;
            checks.add(
                    named.isEmpty()
                            ? Check.skipped(
                                    IDENTITY, "the member does not say (selfsubjectreviews: %d)".formatted(who.code()))
                            : Check.ok(IDENTITY, "the gateway is %s there".formatted(named)));
            checks.add(impersonation(named));
            checks.add(ready());
        } catch (MemberLine.Broken broken) {
            checks.add(Check.fault(
                    READY,
                    new Trouble(broken.getCause()).words(),
                    "it takes connections and does not answer requests",
                    "look at the member's API server itself"));
        }
        return checks;
    }

    private Check impersonation(String user) {
        if (settings.known() && !settings.passing()) {
            return Check.skipped(IMPERSONATION, "identity passing is off");
        }
        List<String> denied =
                BORROWED.stream().filter(what -> !mayImpersonate(what)).toList();
        if (denied.isEmpty()) {
            return Check.ok(IMPERSONATION, "may impersonate everybody");
        }
        String seen = "may not impersonate all " + String.join(", ", denied);
        String subject = user.isEmpty() ? MemberRbac.PLACEHOLDER : user;
        String mend = Mends.apply(
                "kubectl --kubeconfig member.kubeconfig",
                MemberRbac.classic(Optional.of(cluster.name()), subject).of(RuleTexts.of(List.of())));
        String wrong = "callers who are to stay who they are get 403 from the member"
                + " (narrow rights suffice for narrow rules: cluster-gateway rules rbac)";
        return settings.known() && denied.contains("users")
                ? Check.fault(IMPERSONATION, seen, wrong, mend)
                : Check.warning(IMPERSONATION, seen, wrong, mend);
    }

    private boolean mayImpersonate(String what) {
        JsonObject attributes = new JsonObject().put("verb", "impersonate").put("resource", what);
        JsonObject body = review("authorization.k8s.io/v1", "SelfSubjectAccessReview")
                .put("spec", new JsonObject().put("resourceAttributes", attributes));
        MemberLine.Reply reply =
                line.ask(HttpMethod.POST, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", body.encode());
        return json(reply)
                .filter(answer -> "true".equals(Paper.text(answer, "status", "allowed")))
                .isPresent();
    }

    private Check ready() {
        MemberLine.Reply reply = line.ask(HttpMethod.GET, "/readyz", "");
        String seen = "/readyz %d in %d ms".formatted(reply.code(), reply.took().toMillis());
        // Who is refused by name, or asks a server older than the path, has got through all the same.
        boolean isThere = reply.code() == 200 || reply.code() == 403 || reply.code() == 404;
        return isThere
                ? Check.ok(READY, seen)
                : Check.fault(
                        READY,
                        seen,
                        "the member's API server is not ready: "
                                + Paper.oneLine(reply.body()
                                        .lines()
                                        .filter(text -> text.startsWith("[-]"))
                                        .collect(Collectors.joining(" "))),
                        "kubectl --kubeconfig member.kubeconfig get --raw '/readyz?verbose'");
    }

    private static JsonObject review(String apiVersion, String kind) {
        return new JsonObject().put("apiVersion", apiVersion).put("kind", kind);
    }

    private static Optional<JsonObject> json(MemberLine.Reply reply) {
        try {
            return reply.code() < 300 ? Optional.of(new JsonObject(reply.body())) : Optional.empty();
        } catch (DecodeException e) {
            return Optional.empty();
        }
    }
}
