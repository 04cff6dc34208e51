"""What the platform is to lenders, borrowers and the custodian, in texts that were approved."""
