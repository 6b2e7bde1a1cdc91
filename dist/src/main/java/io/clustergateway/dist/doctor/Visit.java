package io.clustergateway.dist.doctor;

import io.clustergateway.dist.cluster.Hub;
import io.clustergateway.dist.cluster.Members;
import io.clustergateway.dist.cluster.ServerFault;
import io.clustergateway.dist.report.Asked;
import io.clustergateway.dist.report.Check;
import io.clustergateway.dist.report.Paper;
import io.clustergateway.dist.report.Report;
import io.clustergateway.dist.report.Section;
import io.clustergateway.hub.HubFault;
import io.clustergateway.kernel.StartFault;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** One run over the hub and its members. */
final class Visit {
    private final Hub hub;
    private final Optional<Account> account;
    private final int parallel;
    private final PrintWriter err;
    private final Function<List<String>, JsonObject> serveArguments;
    private final Asked asked;
    private final Clock clock = Clock.systemUTC();

    Visit(
            Hub hub,
            Optional<Account> account,
            int parallel,
            PrintWriter err,
            Function<List<String>, JsonObject> serveArguments) {
        this.hub = hub;
        this.account = account;
        this.parallel = parallel;
        this.err = err;
        this.serveArguments = serveArguments;
        this.asked = new Asked(hub.api(), hub.limit());
    }

    /** @throws StartFault when the hub cannot be asked at all, or has no such member */
    Report report(Optional<String> name) {
        HubChecks checks = new HubChecks(asked);
        List<Check> ofHub = new ArrayList<>();
        try {
            ofHub.addAll(checks.reach());
            Installation installation = Installation.find(asked, serveArguments);
            OcmChecks ocm = new OcmChecks(asked);
            boolean hasManagedClusters = ocm.isThere();
            ofHub.addAll(checks.api(installation, new ServingCertificate(asked, hub.limit(), clock)));
            ofHub.addAll(Rights.look(
                    asked,
                    account.or(installation::account),
                    Rights.needed(hub.namespace(), installation, hasManagedClusters)));
            ofHub.add(checks.mayUse(name.orElse("")));
            ofHub.addAll(Features.look(installation.settings(), hub.namespace()));
            List<JsonObject> secrets = secrets(name, ofHub);
            List<Section> sections = new ArrayList<>(List.of(new Section("hub", ofHub)));
            sections.addAll(members(secrets, installation, hasManagedClusters ? Optional.of(ocm) : Optional.empty()));
            return new Report(sections);
        } catch (HubFault fault) {
            throw new StartFault("the hub cannot be asked: " + HubChecks.words(fault), fault);
        }
    }

    private List<JsonObject> secrets(Optional<String> name, List<Check> checks) {
        Members members = hub.members();
        try {
            List<JsonObject> found = name.isPresent() ? List.of(members.get(name.get())) : members.list("");
            checks.add(Check.ok("hub.members", "%d in namespace %s".formatted(found.size(), hub.namespace())));
            return found;
        } catch (ServerFault fault) {
            if (fault.code() != 403) {
                throw fault;
            }
            checks.add(Check.skipped("hub.members", "you may not read the members' Secrets: " + fault.getMessage()));
            return List.of();
        }
    }

    private List<Section> members(List<JsonObject> secrets, Installation installation, Optional<OcmChecks> ocm) {
        Progress progress = new Progress(err, secrets.size());
        return new Rounds(parallel).each(secrets, secret -> {
            String name = Paper.text(secret, "metadata", "name");
            MemberChecks checks =
                    new MemberChecks(hub.vertx(), asked, installation, hub.namespace(), hub.limit(), clock);
            List<Check> found = new ArrayList<>(checks.look(
                    secret, ocm.filter(any -> installation.settings().ocm()).flatMap(any -> any.address(name))));
            ocm.ifPresent(looking -> found.addAll(looking.look(name)));
            progress.finished(name);
            return new Section("member " + name, found);
        });
    }
}
