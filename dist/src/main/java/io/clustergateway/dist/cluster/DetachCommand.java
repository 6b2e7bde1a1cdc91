package io.clustergateway.dist.cluster;

import io.clustergateway.dist.cluster.kubeconfig.KubeContext;
import io.clustergateway.dist.cluster.kubeconfig.Kubeconfig;
import io.clustergateway.dist.cluster.member.Enrolment;
import io.clustergateway.dist.cluster.member.MemberApi;
import io.clustergateway.dist.cluster.member.MemberSide;
import io.clustergateway.dist.cluster.member.ThroughHub;
import io.clustergateway.kernel.StartFault;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cluster-gateway detach}. */
@Command(
        name = "detach",
        sortOptions = false,
        description = {
            "Make a cluster no member any more: remove the account that join made there, then delete its Secret, which ends all"
                    + " its streams. A member that does not answer keeps the account, and the line that removes it is told.",
            "Exit codes: 0 when the Secret is gone, and 1 when anything else failed.",
            ""
        })
public final class DetachCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The member.")
    private String name = "";

    @Option(
            names = "--member-kubeconfig",
            paramLabel = "FILE",
            description =
                    "Kubeconfig of the member, to remove the account with. Default: through the hub, which takes the"
                            + " account's rights away and leaves the rest of it, because the way there is the account's own.")
    private Optional<Path> memberKubeconfig = Optional.empty();

    @Option(names = "--member-context", paramLabel = "NAME", description = "The member's context in it.")
    private Optional<String> memberContext = Optional.empty();

    @Mixin
    private ChangeFlags change = new ChangeFlags();

    @Mixin
    private HubFlags hubFlags = new HubFlags();

    @Override
    public Integer call() {
        if (name.equals("local")) {
            throw new StartFault("local: the hub itself (expected: a member)");
        }
        try (Hub hub = hubFlags.open()) {
            JsonObject secret = hub.members().get(name);
            Accounts.of(secret).ifPresent(account -> removeAccount(hub, account));
            hub.members().delete(secret, change.dryRun());
            change.print(secret, "detached");
        }
        return 0;
    }

    private void removeAccount(Hub hub, Accounts account) {
        if (change.dryRun() == DryRun.CLIENT) {
            change.progress("[member] account %s/%s would be removed"
                    .formatted(account.namespace(), Enrolment.account(account.joinedAs())));
            return;
        }
        boolean isNamed = memberKubeconfig.isPresent() || memberContext.isPresent();
        try {
            if (!isNamed) {
                remove(new ThroughHub(hub, name), account);
                return;
            }
            KubeContext context =
                    Kubeconfig.load("--member-kubeconfig", memberKubeconfig).context(memberContext);
            try (MemberApi api = Operators.api(hub, name, context)) {
                remove(api, account);
            }
        } catch (ServerFault fault) {
            change.progress("[member] warning: not all of its account could be removed: %s (mend, at the member: %s)"
                    .formatted(fault.getMessage(), Enrolment.removal(account.joinedAs())));
        }
    }

    private void remove(MemberSide side, Accounts account) {
        new Enrolment(side, account.joinedAs(), account.namespace(), change::progress)
                .remove(change.dryRun() == DryRun.SERVER);
    }
}
