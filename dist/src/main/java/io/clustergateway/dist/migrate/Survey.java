package io.clustergateway.dist.migrate;

import io.clustergateway.dist.cluster.Hub;
import io.clustergateway.dist.cluster.ServerFault;
import io.clustergateway.dist.doctor.Installation;
import io.clustergateway.dist.doctor.OcmChecks;
import io.clustergateway.dist.doctor.Rights;
import io.clustergateway.dist.report.Asked;
import io.clustergateway.dist.report.Check;
import io.clustergateway.dist.report.Paper;
import io.clustergateway.dist.report.Report;
import io.clustergateway.dist.report.Section;
import io.clustergateway.hub.HubFault;
import io.clustergateway.kernel.StartFault;
import io.clustergateway.registry.secrets.ManagedAddress;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** One look over a hub in which the Go program runs. */
final class Survey {
    private final Hub hub;
    private final boolean isNamespaceNamed;
    private final Function<List<String>, StartLine> startLines;
    private final Asked asked;

    /** @param isNamespaceNamed whether the operator said where the members are; else the Deployment's arguments do */
    Survey(Hub hub, boolean isNamespaceNamed, Function<List<String>, StartLine> startLines) {
        this.hub = hub;
        this.isNamespaceNamed = isNamespaceNamed;
        this.startLines = startLines;
        this.asked = new Asked(hub.api(), hub.limit());
    }

    /** @throws StartFault when the hub cannot be asked, or has nothing to move over */
    Report report() {
        try {
            Installation installation = installation();
            OcmChecks ocm = new OcmChecks(asked);
            boolean hasManagedClusters = ocm.isThere();
            String namespace =
                    isNamespaceNamed ? hub.namespace() : installation.settings().secretNamespace();
            List<Section> sections = new ArrayList<>();
            sections.add(new Section("hub", hubChecks(installation, namespace, hasManagedClusters)));
            sections.add(new Section("program", program(installation)));
            List<JsonObject> members = members(namespace, sections);
            sections.add(new Section("rules", new RuleChecks(asked, installation).look(members)));
            MemberChecks checks = new MemberChecks(hub.vertx(), hub.limit(), namespace, installation.settings());
            for (JsonObject secret : members) {
                String name = Paper.text(secret, "metadata", "name");
                Optional<ManagedAddress> managed =
                        hasManagedClusters && installation.settings().ocm() ? ocm.address(name) : Optional.empty();
                sections.add(new Section("member " + name, checks.look(secret, managed)));
            }
            return new Report(sections);
        } catch (HubFault fault) {
            throw new StartFault("the hub cannot be asked: " + Paper.oneLine(fault.getMessage()), fault);
        }
    }

    private Installation installation() {
        Installation found = Installation.find(
                asked, arguments -> startLines.apply(arguments).tree());
        if (found.apiService().isEmpty() && found.deployment().isEmpty()) {
            throw new StartFault(
                    found.isHidden()
                            ? "you may not see APIServices of this hub (expected: the right to get %s)"
                                    .formatted(Installation.API_SERVICE)
                            : "no APIService %s in this hub: there is nothing to move over (mend: docs/install.md installs it anew)"
                                    .formatted(Installation.API_SERVICE));
        }
        return found;
    }

    private List<Check> hubChecks(Installation installation, String namespace, boolean hasManagedClusters) {
        List<Check> checks = new ArrayList<>(new RegistrationChecks(asked, installation).look());
        checks.addAll(
                Rights.look(asked, installation.account(), Rights.needed(namespace, installation, hasManagedClusters)));
        checks.add(new UserRoles(asked).look());
        return checks;
    }

    private List<Check> program(Installation installation) {
        if (installation.deployment().isEmpty()) {
            return List.of(Check.skipped(
                    "program.arguments",
                    "no Deployment was found behind the APIService's Service, or you may not see it"));
        }
        JsonObject deployment = installation.deployment().get();
        List<Check> checks = new ArrayList<>(
                ArgumentChecks.look(startLines.apply(Installation.arguments(deployment)), installation.settings()));
        checks.addAll(new PodChecks(deployment).look());
        return checks;
    }

    private List<JsonObject> members(String namespace, List<Section> sections) {
        try {
            return new Hub(hub.vertx(), hub.api(), hub.context(), namespace, hub.limit())
                    .members()
                    .list("");
        } catch (ServerFault fault) {
            sections.add(new Section(
                    "members",
                    List.of(Check.skipped(
                            "members.read",
                            "the Secrets in %s cannot be read: %s".formatted(namespace, fault.getMessage())))));
            return List.of();
        }
    }
}
