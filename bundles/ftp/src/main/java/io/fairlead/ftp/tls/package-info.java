// SPDX-License-Identifier: Apache-2.0

/**
 * TLS of control and data connections, RFC 4217, for client and server alike: the one place that drives an SSL engine.
 * It knows neither commands nor replies. Start at {@link io.fairlead.ftp.tls.TlsChannel}.
 */
package io.fairlead.ftp.tls;
