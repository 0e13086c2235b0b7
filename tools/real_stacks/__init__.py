"""Runs of real QUIC stacks on loopback with known truth: aioquic, ngtcp2 and quic-go, through a relay of our own."""
