package io.clustergateway.dist.cluster.member;

import io.clustergateway.kernel.StartFault;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Makes the gateway's account and its roles at one member, or brings them up to date. */
public final class Enrolment {
    private final MemberSide side;
    private final AccountObjects account;
    private final Consumer<String> progress;
    private final List<String> made = new ArrayList<>();

    /**
     * Sends nothing yet.
     *
     * @param progress told each step
     */
    public Enrolment(MemberSide side, AccountObjects account, Consumer<String> progress) {
        this.side = side;
        this.account = account;
        this.progress = progress;
    }

    /** What was made so far. */
    public List<String> made() {
        return List.copyOf(made);
    }

    /**
     * Namespace, roles and account; those that are there already are brought up to date.
     *
     * @return the objects as they are at the member now, the namespace only when it is new
     */
    public List<JsonObject> prepare(List<JsonObject> roles, boolean serverDryRun) {
        String query = serverDryRun ? "?dryRun=All" : "";
        List<JsonObject> objects = new ArrayList<>();
        JsonObject namespace = account.namespaceObject();
        if (side.find(Paths.of(namespace)).isEmpty()) {
            objects.add(side.post(Paths.collection(namespace) + query, namespace));
            note("Namespace " + account.namespace());
            if (serverDryRun) {
                progress.accept("[member] the rest is not tried: its namespace is not there");
                return objects;
            }
        }
        Optional<JsonObject> first = Owner.among(roles);
        UnaryOperator<JsonObject> owned = UnaryOperator.identity();
        if (first.isPresent()) {
            JsonObject owner = put(first.get(), query);
            objects.add(owner);
            owned = Owner.of(owner)::own;
        }
        objects.add(put(owned.apply(account.serviceAccount()), query));
        for (JsonObject role : roles) {
            if (first.filter(role::equals).isEmpty()) {
                objects.add(put(owned.apply(role), query));
            }
        }
        return objects;
    }

    private JsonObject put(JsonObject object, String query) {
        String what = object.getString("kind") + " "
                + object.getJsonObject("metadata").getString("name");
        Optional<JsonObject> known = side.find(Paths.of(object));
        if (known.isEmpty()) {
            JsonObject result = side.post(Paths.collection(object) + query, object);
            note(what);
            return typed(result, object);
        }
        if (!account.isOwn(known.get())) {
            throw new StartFault(
                    "%s at the member: there already, and made by somebody else (mend: another NAME, or %s)"
                            .formatted(
                                    what,
                                    "kubectl label it %s=%s".formatted(AccountObjects.JOINED_AS, account.name())));
        }
        JsonObject next = updated(known.get(), object);
        if (next.equals(known.get())) {
            progress.accept("[member] %s unchanged".formatted(what));
            return typed(next, object);
        }
        JsonObject result = side.put(Paths.of(object) + query, next);
        progress.accept("[member] %s configured".formatted(what));
        return typed(result, object);
    }

    private static JsonObject updated(JsonObject known, JsonObject wanted) {
        JsonObject next = known.copy();
        wanted.fieldNames().stream()
                .filter(key -> !key.equals("metadata"))
                .forEach(key -> next.put(key, wanted.getValue(key)));
        Object owners = wanted.getJsonObject("metadata").getValue("ownerReferences");
        if (owners != null) {
            next.getJsonObject("metadata").put("ownerReferences", owners);
        }
        return next;
    }

    /** Servers may leave out what the path says. */
    private static JsonObject typed(JsonObject result, JsonObject object) {
        return result.put("apiVersion", object.getString("apiVersion")).put("kind", object.getString("kind"));
    }

    private void note(String what) {
        made.add(what);
        progress.accept("[member] %s made".formatted(what));
    }
}
