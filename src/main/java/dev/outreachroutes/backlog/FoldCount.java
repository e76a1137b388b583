package dev.outreachroutes.backlog;

/**
 * What a fold did with its prospect changes.
 *
 * @param queued changes that made a prospect pending
 * @param merged changes folded into a prospect that was pending already: requests saved
 * @param unchanged changes that desire what is desired already, or that are older than what is known
 * @param forgotten changes that were not taken in, since their prospect was forgotten after they were written
 */
public record FoldCount(int queued, int merged, int unchanged, int forgotten) {}
