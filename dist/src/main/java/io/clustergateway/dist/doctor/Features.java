package io.clustergateway.dist.doctor;

import io.clustergateway.dist.report.Check;
import java.util.ArrayList;
import java.util.List;

/** What is as it was configured and surprises people all the same. */
final class Features {
    private Features() {}

    static List<Check> look(GatewaySettings settings, String namespace) {
        String id = "hub.features.identity-passing";
        if (!settings.known()) {
            return List.of(Check.skipped(id, "no Deployment of the gateway was found, so its flags are not known"));
        }
        List<Check> checks = new ArrayList<>();
        checks.add(
                settings.passing()
                        ? Check.ok(id, "on: members see callers' own names and decide by their own RBAC")
                        : Check.warning(
                                id,
                                "off",
                                "whoever may use a member acts there as the member's credential, with all its rights",
                                "--feature-gates=ClientIdentityPenetration=true among the gateway's arguments (chart: identityPassing)"));
        if (settings.rules().isPresent() && !settings.passing()) {
            checks.add(
                    Check.warning(
                            "hub.features.rules",
                            "--cluster-gateway-proxy-config=" + settings.rules().get(),
                            "rules are mounted and do nothing while identity passing is off",
                            "--feature-gates=ClientIdentityPenetration=true among the gateway's arguments (chart: identityPassing)"));
        }
        if (!settings.secretNamespace().equals(namespace)) {
            checks.add(Check.warning(
                    "hub.features.secret-namespace",
                    "--secret-namespace=" + settings.secretNamespace(),
                    "the gateway reads its members there, and you look at " + namespace,
                    "cluster-gateway doctor -n " + settings.secretNamespace()));
        }
        if (settings.allowInsecure()) {
            checks.add(Check.warning(
                    "hub.features.insecure-members",
                    "--allow-insecure-members",
                    "members whose Secret has no CA are not verified: who answers gets their credential",
                    "a CA in ca.crt of every member's Secret, and the flag removed"));
        }
        return checks;
    }
}
