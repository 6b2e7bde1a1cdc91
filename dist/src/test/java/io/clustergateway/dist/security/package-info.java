/**
 * S1 to S31 of docs/security.md, each a class named after its number, against the whole gateway: {@code PocketGateway} is
 * the gateway, {@code RawMember} a member that answers byte by byte, {@code RawHttp2} a client that writes its own frames.
 */
package io.clustergateway.dist.security;
