// SPDX-License-Identifier: Apache-2.0
/**
 * Remote procedure calls over named pipes: the connection-oriented protocol of C706 with [MS-RPCE], NDR, and the services that
 * browsing and security descriptors need, [MS-SRVS], [MS-WKST] and [MS-LSAT]. Start at {@link io.fairlead.smb.rpc.RpcPipe}; a service is a table of
 * {@link io.fairlead.smb.rpc.RpcInterface.Operation}s.
 */
package io.fairlead.smb.rpc;
