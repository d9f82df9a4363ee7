"""Networks: generators, discriminators, and checkpoints that rebuild them.

``settings``, ``weights_info`` and ``reach`` need no torch; the networks themselves need the extra ``train``.
"""
