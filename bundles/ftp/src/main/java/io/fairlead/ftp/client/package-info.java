// SPDX-License-Identifier: Apache-2.0

/**
 * The FTP client: a Connector whose storages are remote servers (RFC 959, 2228, 2389, 2428, 2640, 3659, 4217). Passive,
 * binary, MLST and MLSD where the server has them; a bounded pool of control connections per storage, each of them used by
 * one caller at a time. Start at {@link io.fairlead.ftp.client.FtpConnector}, then {@code FtpVolume} and
 * {@code RemoteFiles}; below them are {@code connection} and {@code listing}.
 */
package io.fairlead.ftp.client;
