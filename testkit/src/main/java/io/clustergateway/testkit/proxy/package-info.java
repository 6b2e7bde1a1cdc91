/** Proxies that a member's connections may have to pass: HTTP CONNECT in plain and over TLS, and SOCKS5. */
@NullMarked
package io.clustergateway.testkit.proxy;

import org.jspecify.annotations.NullMarked;
