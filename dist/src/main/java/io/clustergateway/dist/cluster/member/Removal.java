package io.clustergateway.dist.cluster.member;

import io.clustergateway.dist.cluster.DryRun;
import io.clustergateway.dist.cluster.ServerFault;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Takes away again what a join made at one member. */
public final class Removal {
    private static final String RBAC = AccountObjects.RBAC + "/v1";
    /** What a join makes, in the order of its removal: rights first. */
    private static final List<Kind> KINDS = List.of(
            new Kind(RBAC, "rolebindings"),
            new Kind(RBAC, "roles"),
            new Kind(RBAC, "clusterrolebindings"),
            new Kind(RBAC, "clusterroles"),
            new Kind("v1", "secrets"),
            new Kind("v1", "serviceaccounts"));

    private final MemberSide side;
    private final AccountObjects account;
    private final DryRun dryRun;
    private final Consumer<String> progress;

    /** Sends nothing yet; {@code progress} is told each step. */
    public Removal(MemberSide side, AccountObjects account, DryRun dryRun, Consumer<String> progress) {
        this.side = side;
        this.account = account;
        this.dryRun = dryRun;
        this.progress = progress;
    }

    private record Kind(String version, String plural) {}

    /** The line that removes all of it by hand. */
    public static String line(String name) {
        return "kubectl delete rolebindings,roles,clusterrolebindings,clusterroles,secrets,serviceaccounts -A -l %s=%s"
                .formatted(AccountObjects.JOINED_AS, name);
    }

    /** One object after the other, by a way that is not the account's own. */
    public void each() {
        String selector = URLEncoder.encode(AccountObjects.JOINED_AS + "=" + account.name(), StandardCharsets.UTF_8);
        for (Kind kind : KINDS) {
            String all = Paths.collection(kind.version(), kind.plural(), "") + "?labelSelector=" + selector;
            JsonObject list = side.send("GET", all, "", Optional.empty());
            list.getJsonArray("items", new JsonArray()).stream()
                    .map(item -> ((JsonObject) item).getJsonObject("metadata"))
                    .forEach(metadata -> delete(kind, metadata));
        }
    }

    /**
     * By one request, after which the account can do nothing more: the object that owns the others.
     *
     * @return false when none does, as in accounts of earlier versions
     */
    public boolean byOwner() {
        Optional<Owner> owner = side.find(Paths.of(account.serviceAccount())).flatMap(Owner::read);
        owner.ifPresent(found -> {
            delete(found.path(), found.uid());
            progress.accept("[member] %s %s deleted, and with it, by the member's garbage collector, all that it owns"
                    .formatted(found.kind(), found.name()));
        });
        return owner.isPresent();
    }

    private void delete(Kind kind, JsonObject metadata) {
        String namespace = metadata.getString("namespace", "");
        String name = metadata.getString("name");
        delete(Paths.collection(kind.version(), kind.plural(), namespace) + "/" + name, metadata.getString("uid"));
        progress.accept(
                "[member] %s %s deleted".formatted(kind.plural(), namespace.isEmpty() ? name : namespace + "/" + name));
    }

    private void delete(String path, String uid) {
        try {
            side.send("DELETE", path, "application/json", Optional.of(dryRun.deleteOptions(uid)));
        } catch (ServerFault fault) {
            if (fault.code() != 404) {
                throw fault;
            }
        }
    }
}
