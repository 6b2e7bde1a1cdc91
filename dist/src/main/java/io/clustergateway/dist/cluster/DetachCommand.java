package io.clustergateway.dist.cluster;

import io.clustergateway.dist.cluster.kubeconfig.KubeContext;
import io.clustergateway.dist.cluster.kubeconfig.Kubeconfig;
import io.clustergateway.dist.cluster.member.AccountObjects;
import io.clustergateway.dist.cluster.member.MemberApi;
import io.clustergateway.dist.cluster.member.MemberSide;
import io.clustergateway.dist.cluster.member.Removal;
import io.clustergateway.dist.cluster.member.ThroughHub;
import io.clustergateway.kernel.StartFault;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
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
                    "Kubeconfig of the member, to remove the account with. Default: through the hub, where what owns the"
                            + " rest of the account is deleted, and the member's garbage collector deletes the rest.")
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
            Accounts.of(secret)
                    .ifPresent(account -> sharing(hub.members(), secret, account)
                            .ifPresentOrElse(other -> leaveAccount(account, other), () -> removeAccount(hub, account)));
            hub.members().delete(secret, change.dryRun());
            change.print(secret, "detached");
        }
        return 0;
    }

    /** Another name of the same member, as a rename that was interrupted leaves behind; unknown to who may not list. */
    private static Optional<String> sharing(Members members, JsonObject secret, Accounts account) {
        List<JsonObject> all;
        try {
            all = members.list("");
        } catch (ServerFault fault) {
            return Optional.empty();
        }
        return all.stream()
                .filter(other -> !Secrets.name(other).equals(Secrets.name(secret)))
                .filter(other -> Secrets.isOfSameEndpoint(other, secret)
                        && Accounts.of(other).filter(account::isSame).isPresent())
                .map(Secrets::name)
                .findFirst();
    }

    private void leaveAccount(Accounts account, String other) {
        change.progress("[member] account %s/%s stays, for member %s has it too"
                .formatted(account.namespace(), AccountObjects.account(account.joinedAs()), other));
    }

    private void removeAccount(Hub hub, Accounts account) {
        if (change.dryRun() == DryRun.CLIENT) {
            change.progress("[member] account %s/%s would be removed"
                    .formatted(account.namespace(), AccountObjects.account(account.joinedAs())));
            return;
        }
        boolean isNamed = memberKubeconfig.isPresent() || memberContext.isPresent();
        try {
            if (!isNamed) {
                Removal removal = removal(new ThroughHub(hub, name), account);
                if (!removal.byOwner()) {
                    removal.each();
                }
                return;
            }
            KubeContext context =
                    Kubeconfig.load("--member-kubeconfig", memberKubeconfig).context(memberContext);
            try (MemberApi api = Operators.api(hub, name, context)) {
                removal(api, account).each();
            }
        } catch (ServerFault fault) {
            change.progress("[member] warning: not all of its account could be removed: %s (mend, at the member: %s)"
                    .formatted(fault.getMessage(), Removal.line(account.joinedAs())));
        }
    }

    private Removal removal(MemberSide side, Accounts account) {
        return new Removal(side, account.objects(), change.dryRun(), change::progress);
    }
}
