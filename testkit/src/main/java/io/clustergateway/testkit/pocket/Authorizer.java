package io.clustergateway.testkit.pocket;

/** Decides who may do what. Asked on the event loop, so it must answer from memory. */
@FunctionalInterface
public interface Authorizer {

    /** Everybody who is authenticated may do everything. */
    Authorizer ALLOW_ALL = (user, attributes) -> !user.equals(User.ANONYMOUS);

    boolean allows(User user, Attributes attributes);
}
