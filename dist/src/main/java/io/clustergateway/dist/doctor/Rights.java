package io.clustergateway.dist.doctor;

import static io.clustergateway.dist.doctor.Right.rule;

import io.clustergateway.dist.report.Asked;
import io.clustergateway.dist.report.Check;
import io.clustergateway.dist.report.Outcome;
import io.clustergateway.dist.report.Paper;
import io.clustergateway.hub.HubFault;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the gateway's ServiceAccount may do in the hub, feature by feature, by SubjectAccessReview. */
public final class Rights {
    private static final String REVIEWS = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
    private static final String LEASES = "coordination.k8s.io";
    private static final String DELEGATOR = "system:auth-delegator";

    private Rights() {}

    /** What the gateway needs as it is configured, in the order of a request's way. */
    public static List<Right> needed(String secrets, Installation installation, boolean hasManagedClusters) {
        Optional<String> here = Optional.of(secrets);
        List<Right> needed = new ArrayList<>(List.of(
                Right.vital(
                                "hub.rbac.authentication",
                                rule("", "configmaps", Optional.of("kube-system"), "get", "list", "watch"),
                                "it cannot tell the hub's front proxy from anybody else and refuses everybody with 401")
                        .named("extension-apiserver-authentication")
                        .by("extension-apiserver-authentication-reader"),
                Right.vital(
                                "hub.rbac.subjectaccessreviews",
                                rule("authorization.k8s.io", "subjectaccessreviews", Optional.empty(), "create"),
                                "it cannot ask whether callers may use members and refuses everybody")
                        .by(DELEGATOR),
                Right.useful(
                                "hub.rbac.tokenreviews",
                                rule("authentication.k8s.io", "tokenreviews", Optional.empty(), "create"),
                                "callers that come past the hub with a bearer token are refused")
                        .by(DELEGATOR),
                Right.vital(
                        "hub.rbac.secrets", rule("", "secrets", here, "get", "list", "watch"), "it sees no members")));
        if (installation.settings().probes()) {
            needed.add(Right.useful(
                    "hub.rbac.secrets-patch", rule("", "secrets", here, "patch"), "health of members is not written"));
            needed.add(Right.useful(
                            "hub.rbac.leases",
                            rule(LEASES, "leases", here, "get", "update"),
                            "no replica is elected to write health")
                    .named("cluster-gateway-health-prober"));
            needed.add(Right.useful(
                    "hub.rbac.leases-create",
                    rule(LEASES, "leases", here, "create"),
                    "no replica is elected to write health"));
        }
        if (installation.settings().keptIn().isPresent()) {
            needed.add(Right.vital(
                            "hub.rbac.apiservices",
                            rule("apiregistration.k8s.io", "apiservices", Optional.empty(), "get", "patch"),
                            "the hub is not told of its own CA and refuses its certificate")
                    .named(Installation.API_SERVICE));
        }
        needed.add(Right.useful(
                "hub.rbac.events", rule("", "events", here, "create"), "what happens to members makes no Events"));
        if (hasManagedClusters && installation.settings().ocm()) {
            needed.addAll(OcmRights.needed(here));
        }
        return needed;
    }

    /** Whether an account has them; a check for each. */
    public static List<Check> look(Asked hub, Optional<Account> account, List<Right> needed) {
        if (account.isEmpty()) {
            return List.of(Check.skipped(
                    "hub.rbac",
                    "no Deployment of the gateway was found (--service-account NAMESPACE/NAME names its account)"));
        }
        try {
            return needed.stream().map(right -> look(hub, account.get(), right)).toList();
        } catch (HubFault fault) {
            return List.of(
                    Check.skipped("hub.rbac", "you may not ask about others: " + Paper.oneLine(fault.getMessage())));
        }
    }

    private static Check look(Asked hub, Account account, Right right) {
        List<JsonObject> reviews =
                right.attributes().stream().map(account::review).toList();
        List<JsonObject> answers = hub.post(REVIEWS, reviews);
        List<String> denied = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            if (!Boolean.TRUE.equals(Paper.object(answers.get(i), "status").getValue("allowed"))) {
                denied.add(right.rule().verbs().get(i));
            }
        }
        String where = right.rule().namespace().map(ns -> " in " + ns).orElse("");
        String what = "%s %s%s"
                .formatted(String.join(", ", right.rule().verbs()), right.rule().resource(), where);
        if (denied.isEmpty()) {
            return Check.ok(right.id(), "%s may %s".formatted(account.user(), what));
        }
        String seen = "%s may not %s %s%s"
                .formatted(
                        account.user(), String.join(", ", denied), right.rule().resource(), where);
        return new Check(
                right.id(),
                right.isVital() ? Outcome.FAULT : Outcome.WARNING,
                seen,
                "without it " + right.cost(),
                right.mend(account));
    }
}
